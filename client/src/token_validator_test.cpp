#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"
#include "tests/fake_identity/fake_identity.h"

#include <gatehouse/token_validator.h>

#include <gtest/gtest.h>
#include <limits>
#include <thread>

namespace gatehouse::auth {
namespace {

constexpr std::string_view kSignIn = "B2C_1_signupsignin1";
constexpr std::string_view kMfa = "B2C_1_signupsignin1_mfa";

class Validator : public testing::Test {
protected:
    ValidatorConfig config() const
    {
        ValidatorConfig out;
        out.authority = fake_identity::authority(kSignIn);
        out.issuers = b2c_issuers(fake_identity::kHost, fake_identity::kTenantId, { std::string(kSignIn) });
        out.audiences = { std::string(fake_identity::kApiClient) };
        out.policies = { std::string(kSignIn), std::string(kMfa) };
        out.ports = fake_identity::ports(identity, clock);
        return out;
    }
    json::Object claims(std::string_view policy = kSignIn) const { return identity->access_claims(policy); }
    ErrorCode refused(std::string const& token) const
    {
        auto const checked = validator.validate(token);
        EXPECT_FALSE(checked);
        return checked ? ErrorCode::InvalidConfiguration : checked.error().code;
    }
    ErrorCode refused_with(std::string_view name, json::Value value) const
    {
        json::Object changed = claims();
        changed.set(name, std::move(value));
        return refused(identity->sign(changed));
    }
    ErrorCode refused_without(std::string_view name) const
    {
        json::Object changed = claims();
        changed.erase(name);
        return refused(identity->sign(changed));
    }

    testkit::FakeClock clock;
    std::shared_ptr<fake_identity::FakeIdentity> identity = std::make_shared<fake_identity::FakeIdentity>(clock);
    TokenValidator validator = TokenValidator::make(config()).value();
};

TEST_F(Validator, AcceptsAGoodToken)
{
    auto const token = validator.validate(identity->access_token(kSignIn));
    ASSERT_TRUE(token) << token.error().message;
    EXPECT_EQ(token->object_id(), "aaaaaaaa-0000-4000-8000-000000000001");
    EXPECT_TRUE(token->has_scope("Accounts.Read"));
    EXPECT_TRUE(token->has_scope("Accounts.Write"));
    EXPECT_FALSE(token->has_scope("Accounts"));
    EXPECT_FALSE(token->has_scope(""));
}

TEST_F(Validator, ThePolicyIsComparedWithoutCaseAndMayBeInAcr)
{
    json::Object changed = claims();
    changed.erase("tfp");
    changed.set("acr", "b2c_1_signupsignin1_mfa");
    EXPECT_TRUE(validator.validate(identity->sign(changed)));
}

TEST_F(Validator, TheTfpIssuerIsAccepted)
{
    json::Object changed = claims();
    changed.set(
        "iss", "https://insurance.b2clogin.com/tfp/775527ff-9a37-4307-8b3d-cc311f58d925/b2c_1_signupsignin1/v2.0/");
    EXPECT_TRUE(validator.validate(identity->sign(changed)));
}

TEST_F(Validator, Row06KeysAreCachedNotFetchedPerCall)
{
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(validator.validate(identity->access_token(kSignIn)));
    EXPECT_EQ(identity->count("/keys"), 1);
}

TEST_F(Validator, KeysAreFetchedOnceForAllWhoWait)
{
    std::string const token = identity->access_token(kSignIn);
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { good += validator.validate(token).has_value() ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(good, 8);
    EXPECT_EQ(identity->count("/keys"), 1);
}

TEST_F(Validator, AnUnknownKidAsksAgainAtABoundedRate)
{
    ASSERT_TRUE(validator.validate(identity->access_token(kSignIn)));
    clock.advance(std::chrono::seconds(10));
    identity->rotate_key();
    EXPECT_TRUE(validator.validate(identity->access_token(kSignIn)));
    EXPECT_EQ(identity->count("/keys"), 2);
    auto const stranger = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(refused(jose::sign_jwt(claims(), "made up " + std::to_string(i), stranger).value()),
            ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(identity->count("/keys"), 2);
    clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(refused(jose::sign_jwt(claims(), "made up", stranger).value()), ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(identity->count("/keys"), 3);
}

TEST_F(Validator, Row08ANetworkFaultIsNeverABadToken)
{
    identity->down = true;
    EXPECT_EQ(refused(identity->access_token(kSignIn)), ErrorCode::NetworkFault);
    EXPECT_EQ(refusal_for(validator.validate(identity->access_token(kSignIn)).error()).status, 503);
    identity->down = false;
    identity->answer_everything_with = HttpResponse{ 200, "<html>maintenance" };
    clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(refused(identity->access_token(kSignIn)), ErrorCode::NetworkFault);
    identity->answer_everything_with.reset();
    clock.advance(std::chrono::seconds(10));
    EXPECT_TRUE(validator.validate(identity->access_token(kSignIn)));
}

TEST_F(Validator, StaleKeysServeWhileTheServerIsDown)
{
    ASSERT_TRUE(validator.validate(identity->access_token(kSignIn)));
    identity->down = true;
    clock.advance(std::chrono::hours(2));
    EXPECT_TRUE(validator.validate(identity->access_token(kSignIn)));
    EXPECT_TRUE(validator.validate(identity->access_token(kSignIn)));
    EXPECT_EQ(identity->count("/keys"), 2);
    // A key nobody has confirmed for a day may have been withdrawn.
    clock.advance(std::chrono::hours(24));
    EXPECT_EQ(refused(identity->access_token(kSignIn)), ErrorCode::NetworkFault);
}

TEST_F(Validator, AnUnknownKidWhileTheServerIsDownIsANetworkFault)
{
    ASSERT_TRUE(validator.validate(identity->access_token(kSignIn)));
    clock.advance(std::chrono::seconds(10));
    identity->rotate_key();
    identity->down = true;
    EXPECT_EQ(refused(identity->access_token(kSignIn)), ErrorCode::NetworkFault);
    EXPECT_EQ(refused(identity->access_token(kSignIn)), ErrorCode::NetworkFault);
    EXPECT_EQ(identity->count("/keys"), 2);
}

TEST_F(Validator, Attack45AlgorithmNoneAndForeignAlgorithmsAreRefused)
{
    auto const token_with = [&](std::string const& header, std::string const& signature) {
        return base64url_encode(header) + "." + base64url_encode(json::write(claims())) + "."
            + base64url_encode(signature);
    };
    EXPECT_EQ(refused(token_with(R"({"alg":"none","kid":"key1"})", "")), ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(refused(token_with(R"({"alg":"none","kid":"key1"})", "x")), ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(refused(token_with(R"({"alg":"HS256","kid":"key1"})", "x")), ErrorCode::TokenSignatureInvalid);
    // attack-44: a key of one algorithm never checks another's signature.
    EXPECT_EQ(
        refused(token_with(R"({"alg":"RS256","kid":"key1"})", std::string(64, 'x'))), ErrorCode::TokenSignatureInvalid);
}

TEST_F(Validator, Attack46AForgedTokenIsRefused)
{
    auto const stranger = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    EXPECT_EQ(refused(jose::sign_jwt(claims(), "key1", stranger).value()), ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(refused_with("iss", "https://login.microsoftonline.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/"),
        ErrorCode::WrongIssuer);
    EXPECT_EQ(refused_with("iss", std::string(fake_identity::kIssuer) + "x"), ErrorCode::WrongIssuer);
    EXPECT_EQ(refused_without("iss"), ErrorCode::WrongIssuer);
}

TEST_F(Validator, Attack47AnIdTokenIsNotAnAccessToken)
{
    EXPECT_EQ(refused(identity->sign(identity->id_claims(kSignIn, "n"))), ErrorCode::WrongAudience);
    // Even when web application and API are registered as one.
    json::Object same = identity->id_claims(kSignIn, "n");
    same.set("aud", fake_identity::kApiClient);
    EXPECT_EQ(refused(identity->sign(same)), ErrorCode::NotAnAccessToken);
    same.set("azp", fake_identity::kApiClient);
    EXPECT_EQ(refused(identity->sign(same)), ErrorCode::NotAnAccessToken);
}

TEST_F(Validator, Attack48HeadersThatNameKeysAreNotFollowed)
{
    std::string const header
        = R"({"alg":"ES256","kid":"../../../../dev/null","jku":"https://evil.example.test/keys","x5u":"https://evil.example.test/c"})";
    EXPECT_EQ(refused(base64url_encode(header) + "." + base64url_encode(json::write(claims())) + "."
                  + base64url_encode(std::string(64, 'x'))),
        ErrorCode::TokenSignatureInvalid);
    EXPECT_EQ(identity->count("evil"), 0);
}

TEST_F(Validator, Attack49OddClaimsAreRefused)
{
    EXPECT_EQ(refused_with("aud", json::Array{ json::Value("another") }), ErrorCode::WrongAudience);
    EXPECT_EQ(refused_without("exp"), ErrorCode::TokenMalformed);
    EXPECT_EQ(refused_with("exp", "9999999999"), ErrorCode::TokenMalformed);
    EXPECT_EQ(refused_with("exp", std::numeric_limits<std::int64_t>::max()), ErrorCode::TokenMalformed);
    EXPECT_EQ(refused_with("exp", unix_seconds(clock.now()) - 61), ErrorCode::TokenExpired);
    EXPECT_EQ(refused_with("nbf", unix_seconds(clock.now()) + 61), ErrorCode::TokenNotYetValid);
    json::Object several = claims();
    several.set("aud", json::Array{ json::Value("another"), json::Value(fake_identity::kApiClient) });
    EXPECT_TRUE(validator.validate(identity->sign(several)));
}

TEST_F(Validator, Attack73AnotherPolicysTokenIsRefused)
{
    EXPECT_EQ(refused(identity->access_token("B2C_1_weaker")), ErrorCode::WrongPolicy);
    EXPECT_EQ(refused_without("tfp"), ErrorCode::WrongPolicy);
}

TEST_F(Validator, Row01StepUpIsJudgedByPolicyAndAge)
{
    Requirement const strong{ .scopes = { "Accounts.Write" }, .policies = { std::string(kMfa) }, .max_auth_age = 300 };
    auto const plain = validator.validate(identity->access_token(kSignIn)).value();
    auto const refusal = validator.check(plain, strong);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code, ErrorCode::InsufficientUserAuthentication);
    Refusal const answer = refusal_for(refusal.error(), strong);
    EXPECT_EQ(answer.status, 401);
    auto const challenge = read_step_up_challenge(answer.www_authenticate);
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->acr_values, std::vector<std::string>{ std::string(kMfa) });
    EXPECT_EQ(challenge->max_age, 300);
    auto const mfa = validator.validate(identity->access_token(kMfa)).value();
    EXPECT_TRUE(validator.check(mfa, strong));
    // attack-28: it does not last for the whole session.
    clock.advance(std::chrono::minutes(7));
    EXPECT_EQ(validator.check(mfa, strong).error().code, ErrorCode::InsufficientUserAuthentication);
}

TEST_F(Validator, ATokenWithoutAuthTimeIsNotRecent)
{
    json::Object changed = claims(kMfa);
    changed.erase("auth_time");
    auto const token = validator.validate(identity->sign(changed)).value();
    EXPECT_FALSE(validator.check(token, { .scopes = {}, .policies = {}, .max_auth_age = 300 }));
}

TEST_F(Validator, AMissingScopeIs403)
{
    json::Object changed = claims();
    changed.set("scp", "Accounts.Read");
    auto const token = validator.validate(identity->sign(changed)).value();
    Requirement const write{ .scopes = { "Accounts.Write" }, .policies = {}, .max_auth_age = {} };
    auto const refusal = validator.check(token, write);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal_for(refusal.error(), write).status, 403);
    EXPECT_EQ(refusal_for(refusal.error(), write).www_authenticate,
        R"(Bearer error="insufficient_scope", scope="Accounts.Write")");
}

TEST_F(Validator, TheHeaderIsReadStrictly)
{
    std::string const token = identity->access_token(kSignIn);
    EXPECT_TRUE(validator.validate_header("bearer " + token));
    EXPECT_EQ(validator.validate_header("").error().code, ErrorCode::TokenMissing);
    EXPECT_EQ(validator.validate_header("Bearer").error().code, ErrorCode::TokenMalformed);
    EXPECT_EQ(validator.validate_header("Basic " + token).error().code, ErrorCode::TokenMalformed);
    EXPECT_EQ(validator.validate_header("Bearer " + token + " x").error().code, ErrorCode::TokenMalformed);
    EXPECT_EQ(refusal_for(validator.validate_header("").error()).www_authenticate, "Bearer");
}

TEST_F(Validator, ConfigurationIsChecked)
{
    ValidatorConfig bad = config();
    bad.issuers.clear();
    EXPECT_FALSE(TokenValidator::make(bad));
    bad = config();
    bad.authority = "http://login.example.test/t/B2C_1_x";
    EXPECT_FALSE(TokenValidator::make(bad));
    bad = config();
    bad.oidc_authority = "https://id.example.test";
    EXPECT_FALSE(TokenValidator::make(bad));
}

} // namespace
} // namespace gatehouse::auth
