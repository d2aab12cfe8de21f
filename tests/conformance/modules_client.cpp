#include "tests/conformance/plans.h"

#include "libs/crypto/digest.h"

#include <gtest/gtest.h>

namespace gatehouse::conformance::module {
namespace {

// A code that was redeemed `pause` ago.
TokenAnswer redeem_twice(Run& run, seconds pause, std::string& access_token)
{
    Arrival const arrival = run.authorize(run.request());
    EXPECT_TRUE(arrival.at_client) << arrival.page;
    TokenAnswer const first = run.redeem(arrival.get("code"));
    EXPECT_EQ(first.status, 200);
    access_token = first.body.text("access_token").value_or("");
    run.provider.clock.advance(pause);
    return run.redeem(arrival.get("code"));
}

} // namespace

// RFC 6749 §4.1.2: a code works once.
void code_reuse(Run& run)
{
    std::string access_token;
    run.expect_token_error(redeem_twice(run, seconds(0), access_token), "invalid_grant");
}

void code_reuse_30_seconds(Run& run)
{
    std::string access_token;
    run.expect_token_error(redeem_twice(run, seconds(30), access_token), "invalid_grant");
    int const status = run.userinfo(access_token).status;
    if (status < 400 || status > 499)
        run.warn("the access token of the first redemption still works");
}

void client_secret_post(Run& run)
{
    Arrival const arrival = run.authorize(run.request());
    EXPECT_TRUE(arrival.at_client) << arrival.page;
    TokenAnswer const answer = run.redeem(arrival.get("code"), Run::Authentication::Post);
    EXPECT_EQ(answer.status, 200);
    run.check_id_token(answer.body.text("id_token").value_or(""), run.nonce);
}

// OIDC Core §12.
void refresh_token(Run& run)
{
    Grant const grant = run.complete({ { "scope", "openid offline_access" } });
    if (grant.refresh_token.empty())
        return run.skip("no refresh token was issued");
    Fields const renewal{ { "grant_type", "refresh_token" }, { "refresh_token", grant.refresh_token } };
    run.expect_token_error(run.token(renewal, Run::Authentication::Basic, "client2"), "invalid_grant");
    run.provider.clock.advance(seconds(5));
    TokenAnswer const answer = run.token(renewal);
    EXPECT_EQ(answer.status, 200) << json::write(answer.body);
    EXPECT_EQ(answer.body.text("token_type"), "Bearer");
    EXPECT_NE(answer.headers.get("Cache-Control").find("no-store"), std::string::npos);
    std::string const access_token = answer.body.text("access_token").value_or("");
    EXPECT_NE(access_token, grant.access_token);
    EXPECT_GE(entropy(access_token), 96);
    if (auto const id_token = answer.body.text("id_token")) {
        json::Object const claims = run.check_id_token(*id_token, run.nonce);
        for (char const* same : { "iss", "sub", "aud", "azp" })
            EXPECT_EQ(claims.text(same), grant.id_token.text(same)) << same;
        EXPECT_EQ(claims.integer("auth_time"), grant.auth_time);
        EXPECT_GT(claims.integer("iat"), grant.id_token.integer("iat"));
    }
    EXPECT_EQ(run.userinfo(access_token).status, 200);
}

// RFC 7636.
void valid_pkce(Run& run)
{
    std::string const verifier(64, 'v');
    Arrival const arrival = run.authorize(
        run.request({ { "code_challenge", crypto::sha256_text(verifier) }, { "code_challenge_method", "S256" } }));
    EXPECT_TRUE(arrival.at_client) << arrival.page;
    TokenAnswer const answer = run.token({ { "grant_type", "authorization_code" }, { "code", arrival.get("code") },
        { "redirect_uri", kCallback }, { "code_verifier", verifier } });
    EXPECT_EQ(answer.status, 200) << json::write(answer.body);
}

} // namespace gatehouse::conformance::module
