#include "libs/url/network.h"

#include <gtest/gtest.h>

namespace gatehouse::url {
namespace {

TEST(Network, AnIpv4AddressIsAClientOfItsOwn)
{
    EXPECT_EQ(client_network("192.0.2.7"), "192.0.2.7");
    EXPECT_NE(client_network("192.0.2.7"), client_network("192.0.2.8"));
    EXPECT_EQ(client_network("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(Network, AnIpv6NetworkOf64BitsIsOneClient)
{
    EXPECT_EQ(client_network("2001:db8:0:1::7"), "2001:db8:0:1::/64");
    EXPECT_EQ(client_network("2001:db8:0:1:ffff:ffff:ffff:ffff"), client_network("2001:db8:0:1::7"));
    EXPECT_NE(client_network("2001:db8:0:2::7"), client_network("2001:db8:0:1::7"));
    EXPECT_EQ(client_network("fe80::1%eth0"), "fe80::/64");
}

TEST(Network, ThisMachineAndWhatIsNoAddressAreNobody)
{
    for (char const* address : { "127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1", "", "localhost", "1.2.3", "x:y" })
        EXPECT_EQ(client_network(address), "") << address;
}

TEST(Network, ARangeHoldsItsAddresses)
{
    auto const v4 = Network::parse("192.0.2.0/25");
    ASSERT_TRUE(v4);
    EXPECT_TRUE(v4->contains("192.0.2.127"));
    EXPECT_TRUE(v4->contains("::ffff:192.0.2.1"));
    EXPECT_FALSE(v4->contains("192.0.2.128"));
    EXPECT_FALSE(v4->contains("2001:db8::1"));
    EXPECT_FALSE(v4->contains("not an address"));
    auto const v6 = Network::parse("2001:db8::/33");
    ASSERT_TRUE(v6);
    EXPECT_TRUE(v6->contains("2001:db8:7fff::1"));
    EXPECT_FALSE(v6->contains("2001:db8:8000::1"));
    EXPECT_TRUE(Network::parse("192.0.2.7")->contains("192.0.2.7"));
    EXPECT_FALSE(Network::parse("192.0.2.7")->contains("192.0.2.6"));
    EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains("203.0.113.9"));
    EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains("2001:db8::1"));
}

TEST(Network, WhatIsNoRangeIsRefused)
{
    for (char const* text :
        { "", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0/8", "2001:db8::/129", "x/8", "10.0.0.0/-1" })
        EXPECT_FALSE(Network::parse(text)) << text;
}

} // namespace
} // namespace gatehouse::url
