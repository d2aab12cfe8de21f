// A flow with strict_openid. OIDC Core §5.4, §5.5; RFC 6749 §4.1.2; RFC 7009 §2.1.
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

using Names = std::vector<std::string>;

class StrictTest : public testing::Test, public World {
protected:
    StrictTest()
    {
        change_flow([](policy::UserFlow& flow) { flow.strict_openid = true; });
        change_app(kWeb, [](Application& app) { app.implicit_id_token = true; });
    }
    json::Object sign_in_and_redeem(std::string const& scope, Fields const& more = {})
    {
        Fields const asked = changed(changed(web_request(), { { "scope", scope } }), more);
        return token(redeem(code(asked)));
    }
    json::Object info(std::string const& access_token, int status = 200)
    {
        http::Response const response
            = send(http::Method::Get, "/" + std::string(kDomain) + "/" + kPolicy + "/openid/v2.0/userinfo",
                { { "Authorization", "Bearer " + access_token } });
        EXPECT_EQ(response.status, status) << response.content();
        return json::parse_object(response.content()).value_or(json::Object());
    }
    bool is_active(std::string const& token)
    {
        auto const answer = post_to(
            endpoint("introspect"), { { "token", token }, { "client_id", kWeb }, { "client_secret", kSecret } });
        return json::parse_object(answer.content())->boolean("active").value();
    }
};

TEST_F(StrictTest, ScopesSelectWhatUserinfoGivesAndTheIdTokenHasTheProtocolsClaimsAlone)
{
    json::Object const body = sign_in_and_redeem("openid profile email phone");
    EXPECT_EQ(member_names(claims(*body.text("id_token"))),
        (Names{ "exp", "nbf", "ver", "iss", "sub", "aud", "nonce", "iat", "auth_time", "tfp" }));
    EXPECT_EQ(body.text("scope"), "openid profile email phone " + std::string(kWeb));
    EXPECT_EQ(member_names(info(*body.text("access_token"))),
        (Names{ "sub", "name", "given_name", "oid", "email_verified", "email" }));
    EXPECT_EQ(member_names(info(*sign_in_and_redeem("openid").text("access_token"))), (Names{ "sub", "oid" }));
}

TEST_F(StrictTest, ARefreshGivesWhatTheGrantGave)
{
    json::Object const body = sign_in_and_redeem("openid email offline_access");
    json::Object const again = token(renew(*body.text("refresh_token")));
    EXPECT_FALSE(claims(*again.text("id_token")).find("email"));
    EXPECT_EQ(info(*again.text("access_token")).text("email"), kEmail);
}

TEST_F(StrictTest, AnIdTokenThatComesAloneCarriesTheClaims)
{
    sign_in(changed(web_request(), { { "response_type", "id_token" }, { "scope", "openid profile" } }));
    json::Object const inside = claims(browser.answer("id_token"));
    EXPECT_EQ(inside.text("name"), "Ada");
    EXPECT_FALSE(inside.find("email"));
}

TEST_F(StrictTest, TheClaimsParameterAsksForSingleClaimsAndForAPerson)
{
    json::Object const body = sign_in_and_redeem(
        "openid", { { "claims", R"({"userinfo":{"email":null},"id_token":{"given_name":{"essential":true}}})" } });
    EXPECT_EQ(claims(*body.text("id_token")).text("given_name"), "Augusta Ada");
    EXPECT_EQ(info(*body.text("access_token")).text("email"), kEmail);
    // The session is Ada's.
    auto const about
        = [](std::string const& person) { return R"({"id_token":{"sub":{"value":")" + person + R"("}}})"; };
    ask(changed(web_request(), { { "prompt", "none" }, { "claims", about(ada.text()) } }));
    EXPECT_NE(browser.answer("code"), "");
    ask(changed(web_request(), { { "prompt", "none" }, { "claims", about("somebody") } }));
    EXPECT_EQ(error_code(), "AADB2C90077");
    ask(changed(web_request(), { { "claims", "no json" } }));
    EXPECT_EQ(error_code(), "AADB2C90122");
}

TEST_F(StrictTest, TheAddressIsVerifiedWhenItsOwnerProvedIt)
{
    auto const verified
        = [&] { return info(*sign_in_and_redeem("openid email").text("access_token")).boolean("email_verified"); };
    EXPECT_EQ(verified(), false);
    change_user(ada, [](User& user) { user.attributes.insert_or_assign("emailVerified", true); });
    browser.cookies.clear();
    EXPECT_EQ(verified(), true);
}

// attack-40
TEST_F(StrictTest, Attack40AReplayedCodeEndsTheAccessTokensItGave)
{
    std::string const value = code(changed(web_request(), { { "scope", "openid offline_access" } }));
    json::Object const first = token(redeem(value));
    std::string const access = *first.text("access_token");
    std::string const others = *sign_in_and_redeem("openid").text("access_token");
    EXPECT_TRUE(is_active(access));
    info(access);
    EXPECT_FALSE(token(redeem(value)).find("access_token"));
    info(access, 401);
    EXPECT_FALSE(is_active(access));
    info(others);
}

TEST_F(StrictTest, WhatIsRevokedTakesItsAccessTokensAlong)
{
    json::Object const body = sign_in_and_redeem("openid offline_access");
    EXPECT_EQ(post_to(endpoint("revoke"),
                  { { "token", *body.text("refresh_token") }, { "client_id", kWeb }, { "client_secret", kSecret } })
                  .status,
        200);
    info(*body.text("access_token"), 401);
}

TEST_F(StrictTest, DiscoverySaysWhatScopesSelect)
{
    auto const document = [&](std::string const& policy) {
        auto const path = "/" + std::string(kDomain) + "/" + policy + "/v2.0/.well-known/openid-configuration";
        return json::parse_object(send(http::Method::Get, path, {}).content()).value();
    };
    json::Object const strict = document(kPolicy);
    // Those of which the flow has a claim.
    EXPECT_EQ(json::write(*strict.array("scopes_supported")), R"(["openid","offline_access","profile","email"])");
    EXPECT_EQ(strict.boolean("claims_parameter_supported"), true);
    EXPECT_EQ(json::write(*strict.array("claims_supported")),
        R"(["sub","email","name","given_name","oid","email_verified","tfp","iss","iat","exp","aud","acr","nonce","auth_time"])");
    json::Object const b2c = document(kOtherPolicy);
    EXPECT_EQ(json::write(*b2c.array("scopes_supported")), R"(["openid"])");
    EXPECT_EQ(b2c.boolean("claims_parameter_supported"), false);
}

TEST_F(StrictTest, OtherFlowsTokensStayB2Cs)
{
    std::string const value
        = code(changed(web_request(), { { "scope", "openid profile " + std::string(kRead) } }), kOtherPolicy);
    json::Object const body = token(redeem(value), {}, kOtherPolicy);
    EXPECT_TRUE(claims(*body.text("id_token")).find("emails"));
    EXPECT_FALSE(claims(*body.text("access_token")).find("grant_id"));
    EXPECT_EQ(body.text("scope"), kRead);
}

} // namespace
} // namespace gatehouse::oidc
