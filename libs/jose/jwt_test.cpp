#include "libs/jose/jwt.h"

#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

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
std::vector<PublicJwk> keys()
{
    return { { "rsa", rsa().verifying_key() }, { "ec", p256().verifying_key() } };
}

std::string unsigned_part(std::string_view header, std::string_view payload)
{
    return base64url_encode(header) + "." + base64url_encode(payload);
}
std::string signed_text(std::string_view header, std::string_view payload, crypto::SigningKey const& key)
{
    std::string const part = unsigned_part(header, payload);
    return part + "." + base64url_encode(key.sign(part).value());
}
JwtFault fault_of(std::string_view token, std::vector<PublicJwk> const& with = keys())
{
    auto parsed = parse_jwt(token);
    if (!parsed)
        return JwtFault::Malformed;
    auto const verified = verify(std::move(*parsed), with);
    EXPECT_FALSE(verified) << "a token was accepted: " << token;
    return verified ? JwtFault::Malformed : verified.error();
}

TEST(Jwt, WhatWasSignedVerifies)
{
    json::Object const claims{ { "sub", "ada" }, { "exp", 100 }, { "emails", json::Array{ "ada@example.test" } } };
    for (auto const& [kid, key] : { std::pair{ "rsa", rsa() }, std::pair{ "ec", p256() } }) {
        std::string const token = sign_jwt(claims, kid, key).value();
        auto parsed = parse_jwt(token).value();
        EXPECT_EQ(parsed.typ, "JWT");
        EXPECT_EQ(parsed.alg, crypto::name(key.algorithm()));
        auto const verified = verify(std::move(parsed), keys());
        ASSERT_TRUE(verified) << name(verified.error());
        EXPECT_EQ(verified->claims(), claims);
        EXPECT_EQ(verified->kid(), kid);
    }
}

TEST(Jwt, TheHeaderHasAlgKidAndTyp)
{
    std::string const token = sign_jwt({}, "rsa", rsa(), "at+jwt").value();
    EXPECT_EQ(base64url_decode(token.substr(0, token.find('.'))), R"({"alg":"RS256","kid":"rsa","typ":"at+jwt"})");
}

// RFC 7515 §A.2 and §A.3.
TEST(Jwt, TheExamplesOfRfc7515Verify)
{
    std::string const modulus
        = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
          "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
          "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia"
          "GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    json::Object const rsa_jwk{ { "kid", "a2" }, { "kty", "RSA" }, { "e", "AQAB" }, { "n", modulus } };
    json::Object const ec_jwk{ { "kid", "a3" }, { "kty", "EC" }, { "crv", "P-256" },
        { "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" },
        { "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" } };
    auto const keys_of_rfc
        = parse_key_set(json::write(json::Object{ { "keys", json::Array{ rsa_jwk, ec_jwk } } })).value();
    std::string const payload
        = base64url_encode("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    std::string const a2 = "eyJhbGciOiJSUzI1NiJ9." + payload + "."
        + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9"
          "uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB"
          "_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq"
          "Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    std::string const a3 = "eyJhbGciOiJFUzI1NiJ9." + payload
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    // The examples carry no kid, so each needs its key alone.
    auto const first = verify(parse_jwt(a2).value(), std::span(keys_of_rfc).first(1));
    ASSERT_TRUE(first) << name(first.error());
    EXPECT_EQ(first->claims().text("iss"), "joe");
    EXPECT_TRUE(verify(parse_jwt(a3).value(), std::span(keys_of_rfc).last(1)));
    EXPECT_EQ(fault_of(a2, keys_of_rfc), JwtFault::UnknownKey);
}

TEST(Jwt, AChangedTokenIsABadSignature)
{
    std::string const token = sign_jwt({ { "sub", "ada" } }, "ec", p256()).value();
    std::string const signature = token.substr(token.rfind('.'));
    EXPECT_EQ(fault_of(unsigned_part(R"({"alg":"ES256","kid":"ec"})", R"({"sub":"eve"})") + signature),
        JwtFault::BadSignature);
    EXPECT_EQ(fault_of(token.substr(0, token.rfind('.') + 1)), JwtFault::BadSignature);
    EXPECT_EQ(fault_of(sign_jwt({}, "nobody", p256()).value()), JwtFault::UnknownKey);
    EXPECT_EQ(fault_of(sign_jwt({}, "ec", crypto::SigningKey::generate(crypto::Algorithm::Es256).value()).value()),
        JwtFault::BadSignature);
}

TEST(Jwt, WhatIsNotThreeStrictPartsIsRefused)
{
    std::string const good = sign_jwt({ { "sub", "ada" } }, "ec", p256()).value();
    ASSERT_TRUE(parse_jwt(good));
    for (std::string const& text : { std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
             good + ".x", good + "=", good + "\n", " " + good, unsigned_part("{}", "{}") + ".",
             unsigned_part("[]", "{}") + ".AA", unsigned_part(R"({"alg":"ES256"})", "[]") + ".AA",
             unsigned_part(R"({"alg":1})", "{}") + ".AA", unsigned_part(R"({"alg":"ES256","kid":7})", "{}") + ".AA",
             unsigned_part(R"({"alg":"ES256"})", "{}x") + ".AA" })
        EXPECT_EQ(parse_jwt(text).error().fault, Fault::Invalid) << text;
}

TEST(Jwt, Attack44AnRsaKeyIsNeverAnHmacKey)
{
    std::string const part = unsigned_part(R"({"alg":"HS256","kid":"rsa"})", R"({"sub":"ada"})");
    // What an attacker knows: the public numbers in several spellings, and nothing at all.
    for (std::string const& secret : { rsa().rsa_public().n, base64url_encode(rsa().rsa_public().n), std::string() })
        EXPECT_EQ(fault_of(part + "." + base64url_encode(crypto::hmac_sha256(secret, part))), JwtFault::WrongAlgorithm);
}

TEST(Jwt, ASecretChecksHs256AndNothingElse)
{
    std::string const secret(32, 's');
    auto const checked = [&](std::string_view alg, std::string_view key, std::string_view with) {
        std::string const part = unsigned_part(R"({"alg":")" + std::string(alg) + R"("})", R"({"sub":"ada"})");
        return verify_with_secret(*parse_jwt(part + "." + base64url_encode(crypto::hmac_sha256(key, part))), with);
    };
    auto const good = checked("HS256", secret, secret);
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(good->claims().text("sub"), "ada");
    EXPECT_EQ(checked("HS256", secret, std::string(32, 't')).error(), JwtFault::BadSignature);
    for (std::string_view const alg : { "none", "RS256", "HS512", "hs256" })
        EXPECT_EQ(checked(alg, secret, secret).error(), JwtFault::WrongAlgorithm) << alg;
    EXPECT_EQ(checked("HS256", "short", "short").error(), JwtFault::UnknownKey);
    EXPECT_EQ(checked("HS256", "", "").error(), JwtFault::UnknownKey);
}

TEST(Jwt, Attack45TheKeyChoosesTheAlgorithm)
{
    for (std::string_view alg : { "none", "None", "NONE", "nOnE", "RS512", "ES256", "rs256", "PS256" }) {
        std::string const header = R"({"alg":")" + std::string(alg) + R"(","kid":"rsa"})";
        EXPECT_EQ(fault_of(unsigned_part(header, "{}") + "."), JwtFault::WrongAlgorithm) << alg;
        EXPECT_EQ(fault_of(signed_text(header, "{}", rsa())), JwtFault::WrongAlgorithm) << alg;
    }
}

// RFC 7518 §3.5. An RSA key that does not say which of its two algorithms it is for checks both, each as itself.
TEST(Jwt, Ps256IsCheckedByAKeyThatIsForIt)
{
    auto const key = crypto::SigningKey::generate(crypto::Algorithm::Ps256).value();
    std::string const good = sign_jwt({ { "sub", "ada" } }, "k", key).value();
    auto const fault = [&](std::string const& text, char const* alg) -> std::optional<JwtFault> {
        json::Object jwk = public_jwk("k", 0, key);
        if (alg)
            jwk.set("alg", alg);
        auto const keys = parse_key_set(json::write(json::Object{ { "keys", json::Array{ jwk } } })).value();
        auto const verified = verify(parse_jwt(text).value(), keys);
        return verified ? std::nullopt : std::optional(verified.error());
    };
    EXPECT_EQ(parse_jwt(good)->alg, "PS256");
    EXPECT_EQ(fault(good, nullptr), std::nullopt);
    EXPECT_EQ(fault(good, "PS256"), std::nullopt);
    EXPECT_EQ(fault(good, "RS256"), JwtFault::WrongAlgorithm);
    auto const plain = crypto::SigningKey::load(key.private_bytes()).value();
    std::string const rs256 = sign_jwt({ { "sub", "ada" } }, "k", plain).value();
    EXPECT_EQ(fault(rs256, nullptr), std::nullopt);
    EXPECT_EQ(fault(rs256, "PS256"), JwtFault::WrongAlgorithm);
    // A signature of one kind under the other's name.
    EXPECT_EQ(fault(signed_text(R"({"alg":"PS256","kid":"k"})", "{}", plain), nullptr), JwtFault::BadSignature);
    EXPECT_EQ(fault(signed_text(R"({"alg":"RS256","kid":"k"})", "{}", key), nullptr), JwtFault::BadSignature);
}

TEST(Jwt, Attack45AnUnprotectedHeaderIsNotRead)
{
    std::string const token = sign_jwt({ { "sub", "ada" } }, "ec", p256()).value();
    std::string const payload = token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1);
    EXPECT_FALSE(parse_jwt(R"({"header":{"alg":"none"},"payload":")" + payload + R"(","signature":""})"));
    EXPECT_FALSE(parse_jwt(R"({"header":{"alg":"none","x":".."},"payload":")" + payload + R"(","signature":""})"));
}

TEST(Jwt, HeadersThatChangeTheMeaningAreRefused)
{
    for (std::string_view extra : { R"("crit":["exp"])", R"("zip":"DEF")", R"("b64":false)" }) {
        std::string const header = R"({"alg":"ES256","kid":"ec",)" + std::string(extra) + "}";
        EXPECT_FALSE(parse_jwt(signed_text(header, "{}", p256()))) << extra;
    }
}

TEST(Jwt, Attack48AStrangeKidFindsNoKey)
{
    for (std::string_view kid :
        { "../../dev/null", "ec' or '1'='1", "/ec", "ec ", "EC", "https://evil.test/keys", "ec\\u0000" })
        EXPECT_EQ(fault_of(signed_text(R"({"alg":"ES256","kid":")" + std::string(kid) + "\"}", "{}", p256())),
            JwtFault::UnknownKey)
            << kid;
    // Without a kid there is no choice to make for the sender.
    EXPECT_EQ(fault_of(signed_text(R"({"alg":"ES256"})", "{}", p256())), JwtFault::UnknownKey);
    EXPECT_EQ(fault_of(signed_text(R"({"alg":"ES256"})", "{}", p256()), {}), JwtFault::UnknownKey);
}

TEST(Jwt, Attack48AKeyInsideTheTokenIsNotUsed)
{
    auto const evil = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    json::Object header{ { "alg", "ES256" }, { "kid", "ec" }, { "jku", "https://evil.test/keys" },
        { "x5u", "https://evil.test/c" } };
    header.set("jwk", public_jwk("ec", 0, evil));
    EXPECT_EQ(fault_of(signed_text(json::write(header), "{}", evil)), JwtFault::BadSignature);
}

TEST(Jwt, Attack49DuplicateNamesAreRefused)
{
    EXPECT_FALSE(parse_jwt(signed_text(R"({"alg":"ES256","kid":"ec","alg":"none"})", "{}", p256())));
    EXPECT_FALSE(parse_jwt(signed_text(R"({"alg":"ES256","kid":"ec"})", R"({"sub":"ada","sub":"eve"})", p256())));
    EXPECT_FALSE(parse_jwt(signed_text(R"({"alg":"ES256","kid":"ec"})", R"({"sub":"ada","s\u0075b":"eve"})", p256())));
}

TEST(Jwt, Attack72LongAndDeepTokensAreRefused)
{
    std::string const header = R"({"alg":"ES256","kid":"ec"})";
    EXPECT_FALSE(parse_jwt(signed_text(header, R"({"x":")" + std::string(32 * 1024, 'x') + "\"}", p256())));
    EXPECT_FALSE(parse_jwt(std::string(10'000'000, 'A')));
    EXPECT_FALSE(
        parse_jwt(signed_text(header, "{\"x\":" + std::string(100, '[') + std::string(100, ']') + "}", p256())));
    std::string many = "{\"x\":0";
    for (int i = 0; many.size() < 20'000; ++i)
        many += ",\"" + std::to_string(i) + "\":0";
    EXPECT_TRUE(parse_jwt(signed_text(header, many + "}", p256())));
}

class ClaimsTest : public testing::Test {
protected:
    static constexpr std::int64_t kNow = 1'000'000;
    Expectations expected{
        .issuer = "https://issuer", .audiences = { "app", "other" }, .now = from_unix_seconds(kNow)
    };
    json::Object claims{ { "iss", "https://issuer" }, { "aud", "app" }, { "exp", kNow + 100 }, { "nbf", kNow },
        { "iat", kNow } };

    std::string answer(std::string_view name_of_claim, json::Value value)
    {
        claims.set(name_of_claim, std::move(value));
        return answer();
    }
    std::string answer()
    {
        auto const result = check_claims(claims, expected);
        return result ? "accepted" : std::string(name(result.error()));
    }
};

TEST_F(ClaimsTest, GoodClaimsAreAccepted)
{
    EXPECT_EQ(answer(), "accepted");
}

TEST_F(ClaimsTest, Attack49LeewayHasExactEdges)
{
    EXPECT_EQ(answer("exp", kNow - 59), "accepted");
    EXPECT_EQ(answer("exp", kNow - 60), "expired");
    claims.set("exp", kNow + 100);
    EXPECT_EQ(answer("nbf", kNow + 60), "accepted");
    EXPECT_EQ(answer("nbf", kNow + 61), "not yet valid");
    claims.erase("nbf");
    EXPECT_EQ(answer("iat", kNow + 60), "accepted");
    EXPECT_EQ(answer("iat", kNow + 61), "not yet valid");
    claims.erase("iat");
    EXPECT_EQ(answer(), "accepted");
    expected.leeway = seconds(0);
    EXPECT_EQ(answer("exp", kNow), "expired");
    EXPECT_EQ(answer("exp", kNow + 1), "accepted");
}

TEST_F(ClaimsTest, Attack49ExpMustBeASensibleNumber)
{
    EXPECT_EQ(answer("exp", (std::int64_t{ 1 } << 53) - 1), "accepted");
    EXPECT_EQ(answer("exp", 1'000'060.5), "accepted");
    for (json::Value const& value :
        { json::Value(std::int64_t{ 1 } << 53), json::Value(INT64_MAX), json::Value(1e300), json::Value(-1),
            json::Value("1000100"), json::Value(true), json::Value(), json::Value(json::Array{ kNow + 100 }) })
        EXPECT_EQ(answer("exp", value), "malformed") << json::write(value);
    claims.erase("exp");
    EXPECT_EQ(answer(), "malformed");
    claims.set("exp", kNow + 100);
    EXPECT_EQ(answer("nbf", "0"), "malformed");
}

TEST_F(ClaimsTest, Attack49AudienceIsAStringOrAnArrayOfStrings)
{
    EXPECT_EQ(answer("aud", json::Array{ "x", "other" }), "accepted");
    EXPECT_EQ(answer("aud", json::Array{ "x" }), "wrong audience");
    EXPECT_EQ(answer("aud", json::Array{}), "wrong audience");
    EXPECT_EQ(answer("aud", "App"), "wrong audience");
    EXPECT_EQ(answer("aud", "app,other"), "wrong audience");
    EXPECT_EQ(answer("aud", json::Array{ "app", 1 }), "malformed");
    EXPECT_EQ(answer("aud", json::Object{ { "app", true } }), "malformed");
    claims.erase("aud");
    EXPECT_EQ(answer(), "wrong audience");
    expected.audiences.clear();
    EXPECT_EQ(answer(), "accepted");
}

TEST_F(ClaimsTest, TheIssuerIsComparedExactly)
{
    EXPECT_EQ(answer("iss", "https://issuer/"), "wrong issuer");
    EXPECT_EQ(answer("iss", json::Array{ "https://issuer" }), "wrong issuer");
    claims.erase("iss");
    EXPECT_EQ(answer(), "wrong issuer");
    expected.issuer.clear();
    EXPECT_EQ(answer(), "accepted");
}

} // namespace
} // namespace gatehouse::jose
