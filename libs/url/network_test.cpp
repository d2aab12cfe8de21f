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

} // namespace
} // namespace gatehouse::url
