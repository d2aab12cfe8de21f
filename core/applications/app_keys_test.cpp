#include "core/applications/app_keys.h"

#include "libs/crypto/certificate.h"
#include "libs/jose/jwt.h"

namespace gatehouse {
namespace {

TEST(AppKeys, ACertificateBecomesAKeyNamedByItsThumbprint)
{
    auto const made = crypto::make_authority("App", from_unix_micros(1'700'000'000'000'000)).value();
    auto const keys = read_app_keys("  " + made.certificate_pem);
    ASSERT_TRUE(keys.has_value()) << keys.error().detail;
    auto const set = json::parse_object(*keys);
    json::Object const& jwk = *set->array("keys")->front().as_object();
    EXPECT_EQ(jwk.text("kid")->size(), 27u);
    EXPECT_EQ(jwk.text("x5t"), jwk.text("kid"));
    EXPECT_EQ(jwk.text("x5t#S256")->size(), 43u);
    EXPECT_EQ(jose::parse_key_set(*keys)->size(), 1u);
}

TEST(AppKeys, ACertificateSignsNoLongerThanItSays)
{
    Time const begin = from_unix_seconds(1'700'000'000);
    std::string const keys = read_app_keys(crypto::make_authority("App", begin).value().certificate_pem).value();
    json::Object const jwk = *json::parse_object(keys)->array("keys")->front().as_object();
    EXPECT_EQ(jwk.text("name"), "App");
    Time const end = from_unix_seconds(jwk.integer("exp").value_or(0));
    EXPECT_EQ(usable_app_keys(keys, end - std::chrono::seconds(1))->size(), 1u);
    EXPECT_TRUE(usable_app_keys(keys, end)->empty());
    EXPECT_TRUE(usable_app_keys("", begin)->empty());
}

TEST(AppKeys, AKeySetIsTakenAsItIs)
{
    auto const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    std::string const set = json::write(json::Object{ { "keys", json::Array{ jose::public_jwk("k1", 0, key) } } });
    EXPECT_EQ(read_app_keys(set).value(), set);
}

TEST(AppKeys, WhatHoldsNoPublicKeyOrAPrivateOneIsRefused)
{
    auto const made = crypto::make_authority("App", from_unix_micros(1'700'000'000'000'000)).value();
    for (std::string const& text : { std::string("x"), std::string("{}"), std::string(R"({"keys":[]})"), made.key_pem,
             std::string(R"({"keys":[{"kty":"oct","k":"AAAA"}]})") })
        EXPECT_FALSE(read_app_keys(text).has_value()) << text;
}

} // namespace
} // namespace gatehouse
