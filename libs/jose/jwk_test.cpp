#include "libs/jose/jwk.h"

#include "libs/base/encoding.h"
#include "libs/jose/jwt.h"

#include <gtest/gtest.h>

namespace gatehouse::jose {
namespace {

crypto::SigningKey const& rsa()
{
    static auto const key = crypto::SigningKey::generate(crypto::Algorithm::Rs256).value();
    return key;
}
crypto::SigningKey const& p256()
{
    static auto const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    return key;
}

std::string set_of(std::vector<json::Object> const& keys)
{
    json::Array array(keys.begin(), keys.end());
    return json::write(json::Object{ { "keys", array } });
}

json::Object with(json::Object jwk, std::string_view name, json::Value value)
{
    jwk.set(name, std::move(value));
    return jwk;
}

// RFC 7638 §3.1.
TEST(Jwk, ThumbprintMatchesRfc7638)
{
    crypto::RsaPublic const key{ .n
        = base64url_decode(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
            "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY"
            "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0f"
            "M4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")
            .value(),
        .e = base64url_decode("AQAB").value() };
    EXPECT_EQ(thumbprint(key), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST(Jwk, ThumbprintTellsKeysApart)
{
    EXPECT_EQ(thumbprint(rsa()).size(), 43U);
    EXPECT_EQ(thumbprint(p256()), thumbprint(p256().ec_public()));
    EXPECT_NE(thumbprint(rsa()), thumbprint(p256()));
}

TEST(Jwk, PublishedKeysComeBack)
{
    auto const keys = parse_key_set(set_of({ public_jwk("r", 1, rsa()), public_jwk("e", 1, p256()) })).value();
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].kid, "r");
    EXPECT_TRUE(keys[0].key.verify("m", rsa().sign("m").value()));
    EXPECT_TRUE(keys[1].key.verify("m", p256().sign("m").value()));
}

TEST(Jwk, MembersStandInTheOrderOfB2c)
{
    auto const jwk = public_jwk("kid1", 1493763266, rsa());
    EXPECT_TRUE(
        json::write(jwk).starts_with(R"({"kid":"kid1","nbf":1493763266,"use":"sig","kty":"RSA","e":"AQAB","n":")"));
    EXPECT_FALSE(jwk.find("d"));
    EXPECT_EQ(public_jwk("x", 0, p256()).text("crv"), "P-256");
}

TEST(Jwk, KeysForOtherPurposesArePassedOver)
{
    auto const jwk = public_jwk("k", 1, rsa());
    for (json::Object const& other : { with(jwk, "use", "enc"), with(jwk, "alg", "RSA-OAEP"), with(jwk, "alg", "PS384"),
             with(jwk, "alg", "HS256"), with(jwk, "alg", "ES256"), with(jwk, "kty", "OKP"), with(jwk, "kty", 1),
             with(jwk, "key_ops", json::Array{ "encrypt" }), with(public_jwk("k", 1, p256()), "crv", "P-384") })
        EXPECT_TRUE(parse_key_set(set_of({ other })).value().empty()) << json::write(other);
    for (json::Object const& same : { with(jwk, "alg", "RS256"), with(jwk, "alg", "PS256"),
             with(jwk, "key_ops", json::Array{ "verify" }), with(jwk, "x5c", json::Array{ "x" }) })
        EXPECT_EQ(parse_key_set(set_of({ same })).value().size(), 1U) << json::write(same);
}

TEST(Jwk, BrokenSetsAreRefused)
{
    auto const jwk = public_jwk("k", 1, rsa());
    for (std::string const& text :
        { std::string("{}"), std::string("[]"), std::string(R"({"keys":{}})"), std::string(R"({"keys":[1]})"),
            std::string(R"({"keys":[],"keys":[]})"), set_of({ jwk, jwk }), set_of({ with(jwk, "d", "AQAB") }),
            set_of({ with(jwk, "n", "AQAB") }), set_of({ with(jwk, "n", "a+b=") }), set_of({ with(jwk, "e", "Ag") }),
            set_of({ with(jwk, "kid", 7) }), set_of({ with(public_jwk("e", 1, p256()), "x", "AQAB") }) })
        EXPECT_EQ(parse_key_set(text).error().fault, Fault::Invalid) << text;
}

TEST(Jwk, Attack44ASymmetricKeyInAPublicSetIsRefused)
{
    EXPECT_FALSE(parse_key_set(R"({"keys":[{"kty":"oct","kid":"k","k":"c2VjcmV0"}]})"));
    EXPECT_TRUE(parse_key_set(R"({"keys":[{"kty":"oct","kid":"k"}]})").value().empty());
}

TEST(Jwk, Attack72AHugeSetIsRefused)
{
    EXPECT_FALSE(parse_key_set(set_of(std::vector<json::Object>(101, json::Object{ { "kty", "OKP" } }))));
    EXPECT_FALSE(parse_key_set(R"({"keys":[],"x":")" + std::string(256 * 1024, 'x') + "\"}"));
}

} // namespace
} // namespace gatehouse::jose
