#include "tests/fake_identity/fake_identity.h"

#include <gatehouse/confidential_client.h>

#include <gtest/gtest.h>
#include <thread>

namespace gatehouse::auth {
namespace {

constexpr std::string_view kSignIn = "B2C_1_signupsignin1";
constexpr std::string_view kMfa = "B2C_1_signupsignin1_mfa";
constexpr std::string_view kReset = "B2C_1_passwordreset1";
std::string const kRead = std::string(fake_identity::kScopePrefix) + "Accounts.Read";

class Client : public testing::Test {
protected:
    AuthCodeRequest request(std::string_view policy = kSignIn) const
    {
        AuthCodeRequest out;
        out.scopes = { kRead };
        out.redirect_uri = "http://localhost:5000/getAToken";
        out.authority = fake_identity::authority(policy);
        return out;
    }
    AuthCodeFlow flow(std::string_view policy = kSignIn) const
    {
        return app.initiate_auth_code_flow(request(policy)).value();
    }
    AuthenticationResult sign_in(std::string_view policy = kSignIn) const
    {
        AuthCodeFlow const started = flow(policy);
        return app.acquire_token_by_auth_code_flow(started, identity->visit(started.auth_uri)).value();
    }
    ErrorCode code_after(Parameters const& response, AuthCodeFlow const& started) const
    {
        auto const result = app.acquire_token_by_auth_code_flow(started, response);
        EXPECT_FALSE(result);
        return result ? ErrorCode::InvalidConfiguration : result.error().code;
    }

    testkit::FakeClock clock;
    std::shared_ptr<fake_identity::FakeIdentity> identity = std::make_shared<fake_identity::FakeIdentity>(clock);
    ConfidentialClientApplication app
        = ConfidentialClientApplication::make(fake_identity::web_config(identity, clock, kSignIn)).value();
};

TEST_F(Client, SignsAPersonIn)
{
    auto const result = sign_in();
    EXPECT_EQ(result.claims.text("name"), "Ada Lovelace");
    EXPECT_EQ(result.claims.emails(), std::vector<std::string>{ "ada@example.test" });
    EXPECT_EQ(result.claims.policy(), kSignIn);
    EXPECT_EQ(result.account.home_account_id,
        "aaaaaaaa-0000-4000-8000-000000000001-b2c_1_signupsignin1.775527ff-9a37-4307-8b3d-cc311f58d925");
    EXPECT_EQ(result.scopes, std::vector<std::string>{ kRead });
    EXPECT_FALSE(result.access_token.empty());
}

TEST_F(Client, ConfigurationIsCheckedAtOnce)
{
    auto const made = ConfidentialClientApplication::make({});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::InvalidConfiguration);
    for (std::string_view const problem : { "client_id", "client_secret", "authority" })
        EXPECT_NE(made.error().message.find(problem), std::string::npos) << problem;
}

TEST_F(Client, PlainHttpIsForLoopbackOnly)
{
    ClientConfig config = fake_identity::web_config(identity, clock, kSignIn);
    config.authority = "http://login.example.test/t.onmicrosoft.com/B2C_1_x";
    EXPECT_FALSE(ConfidentialClientApplication::make(config));
    config.authority = "http://localhost:8400/t.onmicrosoft.com/B2C_1_x";
    EXPECT_TRUE(ConfidentialClientApplication::make(config));
    AuthCodeRequest asked = request();
    asked.redirect_uri = "http://portal.example.test/getAToken";
    EXPECT_EQ(app.initiate_auth_code_flow(asked).error().code, ErrorCode::InvalidConfiguration);
}

TEST_F(Client, Row04EachFlowHasItsOwnStateNonceAndVerifier)
{
    auto const one = flow();
    auto const two = flow();
    EXPECT_NE(one.state, two.state);
    EXPECT_NE(one.nonce, two.nonce);
    EXPECT_NE(one.code_verifier, two.code_verifier);
    EXPECT_EQ(one.auth_uri.find(one.code_verifier), std::string::npos);
}

TEST_F(Client, Attack43AnAnswerToAnotherFlowIsAStateMismatch)
{
    auto const mine = flow();
    auto const theirs = flow();
    EXPECT_EQ(code_after(identity->visit(theirs.auth_uri), mine), ErrorCode::StateMismatch);
    EXPECT_EQ(code_after({ { "code", "x" } }, mine), ErrorCode::StateMismatch);
    EXPECT_EQ(identity->count("/token"), 0);
}

TEST_F(Client, Attack42AMissingNonceIsRefused)
{
    identity->id_token_changes.set("nonce", nullptr);
    auto const started = flow();
    EXPECT_EQ(code_after(identity->visit(started.auth_uri), started), ErrorCode::InvalidIdToken);
    EXPECT_TRUE(app.accounts().empty());
}

TEST_F(Client, Attack46AForgedIdTokenIsRefused)
{
    for (auto const& [name, value] :
        { std::pair{ "iss", "https://evil.example.test/" }, { "aud", "somebody else" }, { "tfp", "B2C_1_other" } }) {
        identity->id_token_changes = { { name, value } };
        auto const started = flow();
        EXPECT_EQ(code_after(identity->visit(started.auth_uri), started), ErrorCode::InvalidIdToken) << name;
    }
}

TEST_F(Client, MetadataOfAnotherIssuerIsRefused)
{
    identity->answer_everything_with = HttpResponse{
        200,
        R"({"issuer":"https://evil.example.test/","authorization_endpoint":"https://evil.example.test/a","token_endpoint":"https://evil.example.test/t","jwks_uri":"https://evil.example.test/k"})"
    };
    EXPECT_EQ(app.initiate_auth_code_flow(request()).error().code, ErrorCode::InvalidConfiguration);
}

TEST_F(Client, AFlowEndsAfterAQuarterOfAnHour)
{
    auto const started = flow();
    clock.advance(std::chrono::minutes(15));
    EXPECT_EQ(code_after(identity->visit(started.auth_uri), started), ErrorCode::FlowExpired);
}

TEST_F(Client, AFlowSurvivesItsTextForm)
{
    AuthCodeRequest asked = request(kMfa);
    asked.max_age = 300;
    auto const started = app.initiate_auth_code_flow(asked).value();
    auto const back = AuthCodeFlow::from_json(started.to_json()).value();
    EXPECT_EQ(back.max_age, 300);
    EXPECT_TRUE(app.acquire_token_by_auth_code_flow(back, identity->visit(started.auth_uri)));
    EXPECT_FALSE(AuthCodeFlow::from_json("{}"));
    EXPECT_FALSE(AuthCodeFlow::from_json("nonsense"));
}

TEST_F(Client, Row10ForgotPasswordAndCancelAreTypesOfTheirOwn)
{
    struct Case {
        char const* error;
        char const* description;
        ErrorCode expected;
    };
    for (Case const& one :
        { Case{ "access_denied", "AADB2C90118: The user has forgotten their password.", ErrorCode::ForgotPassword },
            Case{ "access_denied", "AADB2C90091: The user has cancelled entering self-asserted information.",
                ErrorCode::Cancelled },
            Case{ "interaction_required", "AADB2C90077: User does not have an existing session.",
                ErrorCode::SessionExpired },
            Case{ "access_denied", "AADB2C90151: too many tries", ErrorCode::AccessDenied },
            Case{ "server_error", "AADB2C90047: x", ErrorCode::ServerRefused } }) {
        auto const started = flow();
        auto const result = app.acquire_token_by_auth_code_flow(
            started, identity->leave(started.auth_uri, one.error, one.description));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, one.expected) << one.description;
        EXPECT_EQ(result.error().correlation_id, "cccccccc-0000-4000-8000-000000000001");
        EXPECT_EQ(result.error().protocol_error, one.error);
    }
}

TEST_F(Client, Row11ACodeGoesBackToThePolicyThatIssuedIt)
{
    auto const started = flow(kReset);
    auto const result = app.acquire_token_by_auth_code_flow(started, identity->visit(started.auth_uri));
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->account.authority, fake_identity::authority(kReset));
}

TEST_F(Client, Row09TokensArePerAccountAndPolicy)
{
    auto const plain = sign_in(kSignIn);
    auto const strong = sign_in(kMfa);
    EXPECT_EQ(app.accounts().size(), 2U);
    ASSERT_EQ(app.accounts(fake_identity::authority(kMfa)).size(), 1U);
    EXPECT_EQ(app.acquire_token_silent({ kRead }, plain.account)->access_token, plain.access_token);
    EXPECT_EQ(app.acquire_token_silent({ kRead }, strong.account)->access_token, strong.access_token);
    EXPECT_EQ(app.acquire_token_silent({ kRead }, plain.account, { .authority = fake_identity::authority(kReset) })
                  .error()
                  .code,
        ErrorCode::NoTokens);
    app.remove_account(plain.account);
    EXPECT_EQ(app.accounts().size(), 1U);
}

TEST_F(Client, AnOldTokenIsRefreshedAtItsOwnPolicy)
{
    auto const first = sign_in(kMfa);
    clock.advance(std::chrono::minutes(60));
    auto const second = app.acquire_token_silent({ kRead }, first.account);
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_NE(second->access_token, first.access_token);
    EXPECT_EQ(second->claims.policy(), kMfa);
    clock.advance(std::chrono::minutes(60));
    EXPECT_TRUE(app.acquire_token_silent({ kRead }, first.account));
}

TEST_F(Client, SixteenCallersShareOneRefresh)
{
    auto const first = sign_in();
    clock.advance(std::chrono::minutes(60));
    int const before = identity->count("/token");
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { good += app.acquire_token_silent({ kRead }, first.account).has_value() ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(good, 16);
    EXPECT_EQ(identity->count("/token"), before + 1);
}

// Two tabs load the same session; the second still holds the refresh token that the first has just replaced.
TEST_F(Client, ALateCallerIsGivenTheOutcomeAndDoesNotReplayTheToken)
{
    auto const first = sign_in();
    auto const stale = std::make_shared<TokenCache>();
    auto const fresh = std::make_shared<TokenCache>();
    auto const source = std::make_shared<TokenCache>();
    auto const session = app.with_token_cache(source);
    auto const started = session.initiate_auth_code_flow(request()).value();
    auto const account = session.acquire_token_by_auth_code_flow(started, identity->visit(started.auth_uri))->account;
    std::string const saved = source->serialize();
    ASSERT_TRUE(stale->deserialize(saved));
    ASSERT_TRUE(fresh->deserialize(saved));
    clock.advance(std::chrono::minutes(60));
    ASSERT_TRUE(app.with_token_cache(fresh).acquire_token_silent({ kRead }, account));
    auto const late = app.with_token_cache(stale).acquire_token_silent({ kRead }, account);
    ASSERT_TRUE(late) << late.error().message;
    clock.advance(std::chrono::minutes(60));
    EXPECT_TRUE(app.with_token_cache(stale).acquire_token_silent({ kRead }, account));
}

TEST_F(Client, ARevokedGrantAsksForANewSignInAndIsNotTriedAgain)
{
    auto const first = sign_in();
    clock.advance(std::chrono::minutes(60));
    identity->answer_everything_with = HttpResponse{ 400,
        R"({"error":"invalid_grant","error_description":"AADB2C90080: The provided grant has expired."})" };
    EXPECT_EQ(app.acquire_token_silent({ kRead }, first.account).error().code, ErrorCode::GrantExpired);
    EXPECT_EQ(app.acquire_token_silent({ kRead }, first.account).error().code, ErrorCode::NoTokens);
}

TEST_F(Client, Row08ANetworkFaultDuringRefreshIsNotAnEndOfSession)
{
    auto const first = sign_in();
    clock.advance(std::chrono::minutes(60));
    identity->down = true;
    EXPECT_EQ(app.acquire_token_silent({ kRead }, first.account).error().code, ErrorCode::NetworkFault);
    identity->down = false;
    identity->answer_everything_with = HttpResponse{ 503, "busy" };
    EXPECT_EQ(app.acquire_token_silent({ kRead }, first.account).error().code, ErrorCode::NetworkFault);
    identity->answer_everything_with.reset();
    EXPECT_TRUE(app.acquire_token_silent({ kRead }, first.account));
}

TEST_F(Client, MetadataIsFetchedOnceAndAFailingPolicyDisturbsNoOther)
{
    std::ignore = flow();
    std::ignore = flow();
    EXPECT_EQ(identity->count("openid-configuration"), 1);
    identity->down_at = "passwordreset1";
    EXPECT_EQ(app.initiate_auth_code_flow(request(kReset)).error().code, ErrorCode::NetworkFault);
    EXPECT_TRUE(app.initiate_auth_code_flow(request(kSignIn)));
}

TEST_F(Client, StaleMetadataServesWhileTheServerIsDown)
{
    std::ignore = flow();
    identity->down = true;
    clock.advance(std::chrono::hours(48));
    EXPECT_TRUE(app.initiate_auth_code_flow(request()));
}

TEST_F(Client, ARolledKeyIsFoundAtOnce)
{
    std::ignore = sign_in();
    identity->rotate_key();
    clock.advance(std::chrono::seconds(30));
    auto const started = flow();
    EXPECT_TRUE(app.acquire_token_by_auth_code_flow(started, identity->visit(started.auth_uri)));
}

TEST_F(Client, AChallengeLeadsToItsPolicyWithMaxAge)
{
    auto const challenge = read_step_up_challenge(
        R"(Bearer error="insufficient_user_authentication", acr_values="B2C_1_signupsignin1_mfa", max_age="300")");
    ASSERT_TRUE(challenge);
    auto const started = app.initiate_step_up_flow(*challenge, request());
    ASSERT_TRUE(started);
    EXPECT_EQ(started->authority, fake_identity::authority(kMfa));
    EXPECT_EQ(started->max_age, 300);
    identity->session_age = 4000;
    EXPECT_TRUE(app.acquire_token_by_auth_code_flow(*started, identity->visit(started->auth_uri)));
    EXPECT_FALSE(read_step_up_challenge(R"(Bearer error="invalid_token")"));
}

TEST_F(Client, AChallengeCannotLeadToAnotherTenant)
{
    for (char const* policy :
        { "../../evil.onmicrosoft.com/B2C_1_x", "https://evil.example.test/", "B2C_1_x?p=y", "%2e%2e" })
        EXPECT_FALSE(
            app.initiate_step_up_flow({ .acr_values = { policy }, .max_age = {}, .description = "" }, request()))
            << policy;
}

TEST_F(Client, ASignInOlderThanMaxAgeIsToldApart)
{
    identity->obeys_max_age = false;
    identity->session_age = 4000;
    AuthCodeRequest asked = request(kMfa);
    asked.max_age = 300;
    auto const started = app.initiate_auth_code_flow(asked).value();
    EXPECT_EQ(code_after(identity->visit(started.auth_uri), started), ErrorCode::AuthenticationTooOld);
}

TEST_F(Client, Row15LogoutCarriesTheIdTokenHint)
{
    auto const address = app.logout_url({ .post_logout_redirect_uri = "http://localhost:5000/",
        .id_token_hint = "abc",
        .state = "",
        .authority = fake_identity::authority(kMfa) });
    ASSERT_TRUE(address);
    EXPECT_TRUE(address->starts_with(fake_identity::authority("b2c_1_signupsignin1_mfa") + "/oauth2/v2.0/logout?"));
    EXPECT_NE(address->find("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A5000%2F"), std::string::npos);
    EXPECT_NE(address->find("id_token_hint=abc"), std::string::npos);
}

TEST(TokenCache, MergeKeepsTheNewerOfEachPlace)
{
    TokenCache cache;
    EXPECT_FALSE(cache.deserialize("[]"));
    EXPECT_FALSE(cache.has_state_changed());
    TokenCache other;
    ASSERT_TRUE(other.deserialize(
        R"({"version":1,"entries":[{"home_account_id":"a","authority":"https://x","refresh_token":"new","stored_at":2}]})"));
    ASSERT_TRUE(cache.deserialize(
        R"({"version":1,"entries":[{"home_account_id":"a","authority":"https://x","refresh_token":"old","stored_at":1}]})"));
    cache.merge(other);
    EXPECT_TRUE(cache.has_state_changed());
    std::string const text = cache.serialize();
    EXPECT_NE(text.find("new"), std::string::npos);
    EXPECT_EQ(text.find("old"), std::string::npos);
    EXPECT_FALSE(cache.has_state_changed());
}

} // namespace
} // namespace gatehouse::auth
