#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/relying_party/authorize.h"
#include "libs/relying_party/challenge.h"
#include "libs/relying_party/id_token.h"
#include "libs/relying_party/token.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

namespace gatehouse::relying_party {
namespace {

constexpr std::string_view kDocument = R"({"issuer":"https://id.example.test/v2.0/",
"authorization_endpoint":"https://id.example.test/authorize?p=b2c_1_x","token_endpoint":"https://id.example.test/token",
"jwks_uri":"http://localhost:8400/keys","end_session_endpoint":"https://id.example.test/logout",
"token_endpoint_auth_methods_supported":["client_secret_post",7],
"code_challenge_methods_supported":["plain","S256"],"authorization_response_iss_parameter_supported":true})";

TEST(Metadata, ADocumentIsRead)
{
    auto const metadata = parse_metadata(kDocument);
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->issuer, "https://id.example.test/v2.0/");
    EXPECT_EQ(metadata->jwks_uri, "http://localhost:8400/keys");
    EXPECT_EQ(metadata->token_auth_methods, std::vector<std::string>{ "client_secret_post" });
    EXPECT_EQ(metadata->userinfo_endpoint, "");
    EXPECT_EQ(metadata->code_challenge_methods, (std::vector<std::string>{ "plain", "S256" }));
    EXPECT_TRUE(metadata->issuer_in_response);
}

TEST(Metadata, PlainHttpToAnotherMachineIsRefused)
{
    std::string const text
        = replace_all(std::string(kDocument), "https://id.example.test/token", "http://id.example.test/token");
    EXPECT_FALSE(parse_metadata(text));
    EXPECT_FALSE(is_acceptable_address("http://10.0.0.1/keys"));
    EXPECT_FALSE(is_acceptable_address("ftp://localhost/keys"));
    EXPECT_TRUE(is_acceptable_address("http://[::1]:8400/keys"));
}

TEST(Metadata, AMissingMemberIsRefused)
{
    EXPECT_FALSE(parse_metadata("{}"));
    EXPECT_FALSE(parse_metadata("<html>"));
    EXPECT_FALSE(parse_metadata(replace_all(std::string(kDocument), "jwks_uri", "jwks")));
}

TEST(Metadata, TheAddressKeepsTheQuery)
{
    EXPECT_EQ(b2c_metadata_address("https://h/t.onmicrosoft.com/B2C_1_x/"),
        "https://h/t.onmicrosoft.com/B2C_1_x/v2.0/.well-known/openid-configuration");
    EXPECT_EQ(b2c_metadata_address("https://h/t?p=x"), "https://h/t/v2.0/.well-known/openid-configuration?p=x");
    EXPECT_EQ(oidc_metadata_address("https://h"), "https://h/.well-known/openid-configuration");
}

// RFC 7636 appendix B.
TEST(Pkce, ChallengeIsTheDigestOfTheVerifier)
{
    EXPECT_EQ(
        code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    testkit::FakeRandom random;
    EXPECT_EQ(make_code_verifier(random).size(), 43U);
}

AuthorizeRequest request()
{
    AuthorizeRequest asked;
    asked.client_id = "web";
    asked.redirect_uri = "http://localhost:5000/getAToken";
    asked.scopes = { "openid", "offline_access" };
    asked.state = "s1";
    asked.nonce = "n1";
    asked.code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    return asked;
}

TEST(AuthorizeUrl, CarriesStateNonceAndChallengeButNotTheVerifier)
{
    AuthorizeRequest asked = request();
    asked.max_age = 300;
    asked.extra.add("prompt", "login");
    std::string const address = authorize_url("https://h/authorize?p=b2c_1_x", asked);
    EXPECT_EQ(address.find("dBjftJeZ4"), std::string::npos);
    auto const form = url::parse_form(std::string_view(address).substr(address.find('?') + 1));
    ASSERT_TRUE(form);
    EXPECT_EQ(form->get("p"), "b2c_1_x");
    EXPECT_EQ(form->get("response_type"), "code");
    EXPECT_EQ(form->get("scope"), "openid offline_access");
    EXPECT_EQ(form->get("state"), "s1");
    EXPECT_EQ(form->get("nonce"), "n1");
    EXPECT_EQ(form->get("code_challenge_method"), "S256");
    EXPECT_EQ(form->get("code_challenge"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    EXPECT_EQ(form->get("max_age"), "300");
    EXPECT_EQ(form->get("prompt"), "login");
    EXPECT_FALSE(form->duplicate());
}

Result<std::string, ResponseError> read(std::string_view query)
{
    return parse_authorize_response(*url::parse_form(query), { .state = "s1", .issuer = "https://id/" });
}

TEST(AuthorizeResponse, GivesTheCode)
{
    EXPECT_EQ(read("state=s1&code=abc").value(), "abc");
}

TEST(AuthorizeResponse, Attack43AnotherStateIsNotLookedAt)
{
    for (std::string_view const query :
        { "code=abc", "state=&code=abc", "state=s2&code=abc", "state=s2&error=access_denied" })
        EXPECT_EQ(read(query).error().fault, ResponseFault::StateMismatch) << query;
}

TEST(AuthorizeResponse, AParameterTwiceIsMalformed)
{
    EXPECT_EQ(read("state=s1&code=a&code=b").error().fault, ResponseFault::Malformed);
    EXPECT_EQ(read("state=s1").error().fault, ResponseFault::Malformed);
}

// RFC 9207 §2.4.
TEST(AuthorizeResponse, AnotherIssuerIsRefused)
{
    EXPECT_EQ(read("state=s1&code=a&iss=https%3A%2F%2Fevil%2F").error().fault, ResponseFault::WrongIssuer);
    EXPECT_TRUE(read("state=s1&code=a&iss=https%3A%2F%2Fid%2F"));
}

TEST(AuthorizeResponse, AnIssuerThatWasPromisedMustBeThere)
{
    auto const read_promised = [](std::string_view query) {
        return parse_authorize_response(
            url::parse_form(query).value(), { .state = "s1", .issuer = "https://id/", .issuer_promised = true });
    };
    EXPECT_EQ(read_promised("state=s1&code=a").error().fault, ResponseFault::WrongIssuer);
    EXPECT_TRUE(read_promised("state=s1&code=a&iss=https%3A%2F%2Fid%2F"));
}

TEST(AuthorizeResponse, AnIdTokenMayBeWhatIsWanted)
{
    ExpectedResponse const expected{ .state = "s1", .issuer = "https://id/", .wanted = "id_token" };
    auto const answer = [](std::string_view query) { return url::parse_form(query).value(); };
    EXPECT_EQ(parse_authorize_response(answer("state=s1&id_token=t&code=c"), expected).value(), "t");
    EXPECT_FALSE(parse_authorize_response(answer("state=s1&code=c"), expected));
}

TEST(AuthorizeResponse, B2cDescriptionIsTakenApart)
{
    auto const answer = read(
        "state=s1&error=access_denied&error_description=AADB2C90118%3a+The+user+has+forgotten+their+password."
        "%0d%0aCorrelation+ID%3a+4fe3b0c0-aaaa-bbbb-cccc-000000000001%0d%0aTimestamp%3a+2018-03-05+02%3a49%3a35Z%0d%0a"
        "login_hint%3a+ada%40example.test%0d%0a");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fault, ResponseFault::Refused);
    EXPECT_EQ(answer.error().refusal.error, "access_denied");
    EXPECT_EQ(answer.error().refusal.b2c_code, kForgotPassword);
    EXPECT_EQ(answer.error().refusal.correlation_id, "4fe3b0c0-aaaa-bbbb-cccc-000000000001");
    EXPECT_EQ(answer.error().refusal.login_hint, "ada@example.test");
}

TEST(Refusal, CodesAreFiveDigits)
{
    EXPECT_EQ(make_refusal("x", "AADB2C9011: short").b2c_code, 0);
    EXPECT_EQ(make_refusal("x", "AADB2C901188: long").b2c_code, 0);
    EXPECT_EQ(make_refusal("x", "no code").b2c_code, 0);
    EXPECT_EQ(make_refusal("x", "").b2c_code, 0);
}

TEST(TokenRequest, CodeIsRedeemedWithVerifierAndSecret)
{
    auto const form = code_request(
        { "web", "s e" }, { .code = "c", .redirect_uri = "r", .code_verifier = "v", .scopes = { "a", "b" } });
    EXPECT_EQ(url::build_form(form),
        "grant_type=authorization_code&code=c&redirect_uri=r&code_verifier=v&scope=a%20b&client_id=web&client_secret=s%"
        "20e&client_info=1");
    EXPECT_FALSE(refresh_request({ "spa", "" }, "rt", {}).has("client_secret"));
}

TEST(TokenResponse, NumbersMayBeText)
{
    std::string const info = base64url_encode(R"({"uid":"1-b2c_1_x","utid":"t"})");
    auto const tokens = parse_token_response(200,
        R"({"access_token":"a","id_token":"i","token_type":"bearer","expires_in":"3600","scope":"x y","client_info":")"
            + info + "\"}");
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->expires_in, 3600);
    EXPECT_EQ(tokens->scopes, (std::vector<std::string>{ "x", "y" }));
    EXPECT_EQ(tokens->client_info_uid, "1-b2c_1_x");
}

TEST(TokenResponse, AnIdTokenAloneIsEnough)
{
    auto const tokens = parse_token_response(200, R"({"id_token":"i","token_type":"Bearer","id_token_expires_in":60})");
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->expires_in, 60);
}

TEST(TokenResponse, OtherKindsOfTokenAreMalformed)
{
    EXPECT_TRUE(
        parse_token_response(200, R"({"access_token":"a","token_type":"mac","expires_in":1})").error().malformed);
    EXPECT_TRUE(parse_token_response(200, R"({"token_type":"Bearer"})").error().malformed);
    EXPECT_TRUE(parse_token_response(200, "<html>").error().malformed);
    EXPECT_TRUE(parse_token_response(500, "{}").error().malformed);
}

TEST(TokenResponse, ARefusalCarriesTheCode)
{
    auto const answer = parse_token_response(400,
        R"({"error":"invalid_grant","error_description":"AADB2C90080: The provided grant has expired.\r\nCorrelation ID: c1\r\n"})");
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().malformed);
    EXPECT_EQ(answer.error().refusal.b2c_code, kGrantExpired);
    EXPECT_EQ(answer.error().refusal.correlation_id, "c1");
}

// RFC 9470 §3.
TEST(Challenge, AStepUpDemandIsRead)
{
    auto const challenge = parse_bearer_challenge(
        R"(Bearer error="insufficient_user_authentication", error_description="A \"fresh\" sign-in", acr_values="B2C_1_mfa other", max_age="300")");
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->error, "insufficient_user_authentication");
    EXPECT_EQ(challenge->error_description, "A \"fresh\" sign-in");
    EXPECT_EQ(challenge->acr_values, "B2C_1_mfa other");
    EXPECT_EQ(challenge->max_age, 300);
}

TEST(Challenge, IsFoundBehindAnotherScheme)
{
    auto const challenge
        = parse_bearer_challenge(R"(Negotiate YII==, Basic realm="a, Bearer", bearer max_age=5, error=x)");
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->error, "x");
    EXPECT_EQ(challenge->max_age, 5);
}

TEST(Challenge, BrokenFieldsGiveNothing)
{
    for (std::string_view const field :
        { "", "Basic", "Bearer error=\"open", "Bearer error=\"x\\", "error=x", "Bearer ;" })
        EXPECT_FALSE(parse_bearer_challenge(field)) << field;
    EXPECT_FALSE(parse_bearer_challenge("Bearer max_age=\"-1\"")->max_age);
    EXPECT_FALSE(parse_bearer_challenge("Bearer max_age=\"99999999999999999999\"")->max_age);
}

TEST(Challenge, WhatIsWrittenIsReadBack)
{
    BearerChallenge const out{ .realm = "api",
        .scope = "",
        .error = "insufficient_user_authentication",
        .error_description = "say \"hi\"\r\nSet-Cookie: x",
        .acr_values = "B2C_1_mfa",
        .max_age = 300 };
    std::string const field = write_bearer_challenge(out);
    EXPECT_EQ(field.find('\n'), std::string::npos);
    auto const back = parse_bearer_challenge(field);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->acr_values, "B2C_1_mfa");
    EXPECT_EQ(back->max_age, 300);
    EXPECT_EQ(write_bearer_challenge({}), "Bearer");
}

class IdToken : public testing::Test {
protected:
    json::Object claims() const
    {
        auto const now = unix_seconds(clock.now());
        return { { "iss", "https://id/" }, { "aud", "web" }, { "sub", "1" }, { "exp", now + 600 }, { "nbf", now },
            { "iat", now }, { "auth_time", now - 100 }, { "nonce", "n1" }, { "tfp", "B2C_1_SignUp" } };
    }
    Result<void, IdTokenFault> check(json::Object const& from, std::optional<std::int64_t> max_age = {}) const
    {
        std::string const text = jose::sign_jwt(from, "k", key).value();
        std::vector<jose::PublicJwk> const keys{ { "k", key.verifying_key() } };
        auto const token = jose::verify(jose::parse_jwt(text).value(), keys);
        return check_id_token(token.value(),
            { .issuer = "https://id/",
                .client_id = "web",
                .nonce = "n1",
                .policy = "b2c_1_signup",
                .max_age = max_age,
                .now = clock.now() });
    }
    IdTokenFault fault_with(std::string_view name, json::Value value) const
    {
        json::Object changed = claims();
        changed.set(name, std::move(value));
        auto const checked = check(changed);
        EXPECT_FALSE(checked) << name;
        return checked ? IdTokenFault::Malformed : checked.error();
    }
    IdTokenFault fault_without(std::string_view name) const
    {
        json::Object changed = claims();
        changed.erase(name);
        auto const checked = check(changed, 300);
        EXPECT_FALSE(checked) << name;
        return checked ? IdTokenFault::Malformed : checked.error();
    }
    testkit::FakeClock clock;
    crypto::SigningKey key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
};

TEST_F(IdToken, AGoodOneIsAccepted)
{
    EXPECT_TRUE(check(claims(), 300));
}

TEST_F(IdToken, Attack42AMissingNonceIsAWrongNonce)
{
    EXPECT_EQ(fault_without("nonce"), IdTokenFault::WrongNonce);
    EXPECT_EQ(fault_with("nonce", ""), IdTokenFault::WrongNonce);
    EXPECT_EQ(fault_with("nonce", "n2"), IdTokenFault::WrongNonce);
    EXPECT_EQ(fault_with("nonce", json::Array{ json::Value("n1") }), IdTokenFault::WrongNonce);
}

TEST_F(IdToken, Attack46AnotherIssuerOrAudienceIsRefused)
{
    EXPECT_EQ(fault_with("iss", "https://id"), IdTokenFault::WrongIssuer);
    EXPECT_EQ(fault_with("aud", "api"), IdTokenFault::WrongAudience);
    EXPECT_EQ(fault_with("azp", "other"), IdTokenFault::WrongAudience);
    EXPECT_EQ(fault_with("aud", json::Array{ json::Value("web"), json::Value("api") }), IdTokenFault::WrongAudience);
}

TEST_F(IdToken, Attack73AnotherPolicyIsRefused)
{
    EXPECT_EQ(fault_with("tfp", "B2C_1_weaker"), IdTokenFault::WrongPolicy);
    EXPECT_EQ(fault_without("tfp"), IdTokenFault::WrongPolicy);
}

TEST_F(IdToken, AnOldSignInIsTooOldForMaxAge)
{
    EXPECT_EQ(check(claims(), 10).error(), IdTokenFault::TooOld);
    EXPECT_EQ(fault_without("auth_time"), IdTokenFault::TooOld);
    json::Object changed = claims();
    changed.set("auth_time", unix_seconds(clock.now()) + 100'000);
    EXPECT_EQ(check(changed, 300).error(), IdTokenFault::TooOld);
}

TEST_F(IdToken, AnExpiredOneIsRefused)
{
    EXPECT_EQ(fault_with("exp", unix_seconds(clock.now()) - 61), IdTokenFault::Expired);
    EXPECT_EQ(fault_without("sub"), IdTokenFault::Malformed);
    EXPECT_EQ(fault_without("iat"), IdTokenFault::Malformed);
}

} // namespace
} // namespace gatehouse::relying_party
