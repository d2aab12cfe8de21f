// Against the examples of RFC 5849.
#include "libs/relying_party/oauth1.h"

#include "libs/base/text.h"

#include <gtest/gtest.h>

namespace gatehouse::relying_party {
namespace {

Time at(std::int64_t seconds)
{
    return Time(std::chrono::seconds(seconds));
}

// §1.2: the photographs of the last request. It has no oauth_version, so the header is put together here.
TEST(OAuth1, TheSpecificationsSignaturesComeOut)
{
    url::Form header;
    header.add("realm", "Photos");
    header.add("oauth_consumer_key", "dpf43f3p2l4k3l03");
    header.add("oauth_token", "nnch734d00sl2jdk");
    header.add("oauth_signature_method", "HMAC-SHA1");
    header.add("oauth_timestamp", "137131202");
    header.add("oauth_nonce", "chapoH");
    std::string const base
        = oauth1_base_string("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", header);
    EXPECT_EQ(oauth1_signature(base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

// §3.4.1.1.
TEST(OAuth1, TheBaseStringIsTheSpecifications)
{
    url::Form header;
    header.add("oauth_consumer_key", "9djdj82h48djs9d2");
    header.add("oauth_token", "kkk9d7dh3k39sjv7");
    header.add("oauth_signature_method", "HMAC-SHA1");
    header.add("oauth_timestamp", "137131201");
    header.add("oauth_nonce", "7d8f3e4a");
    header.add("oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw=");
    url::Form body;
    body.add("c2", "");
    body.add("a3", "2 q");
    EXPECT_EQ(oauth1_base_string("POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", header, body),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%"
        "26c2"
        "%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%"
        "26oauth"
        "_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
    EXPECT_TRUE(
        oauth1_base_string("get", "https://a.example:8443/", {}).starts_with("GET&https%3A%2F%2Fa.example%3A8443%2F&"));
    EXPECT_TRUE(oauth1_base_string("get", "https://a.example:443/", {}).starts_with("GET&https%3A%2F%2Fa.example%2F&"));
}

TEST(OAuth1, TheHeaderCarriesEverythingButSecrets)
{
    url::Form parameters;
    parameters.add("oauth_callback", "https://us.example/back?state=a b");
    std::string const header
        = oauth1_authorization({ .client = "c", .client_secret = "hush", .token = "t", .token_secret = "hush hush" },
            { .method = "POST",
                .url = "https://a.example/token",
                .parameters = parameters,
                .nonce = "n",
                .time = at(137131200) });
    EXPECT_TRUE(header.starts_with("OAuth oauth_callback=\"https%3A%2F%2Fus.example%2Fback%3Fstate%3Da%20b\", "))
        << header;
    for (char const* part : { "oauth_consumer_key=\"c\"", "oauth_token=\"t\"", "oauth_nonce=\"n\"",
             "oauth_timestamp=\"137131200\"", "oauth_version=\"1.0\"", "oauth_signature=\"" })
        EXPECT_NE(header.find(part), std::string::npos) << part;
    EXPECT_EQ(header.find("hush"), std::string::npos);
}

} // namespace
} // namespace gatehouse::relying_party
