#include "edges/oidc/revoke.h"

#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class RevokeTest : public testing::Test, public World {
protected:
    RevokeTest()
    {
        change_app(kApi, [&](Application& app) {
            app.secrets = { { "first", SecretDigest(crypto::sha256_text("api-secret")), "api",
                clock.now() + std::chrono::hours(24) } };
        });
    }
    static Fields by_web(std::string const& token)
    {
        return { { "token", token }, { "client_id", kWeb }, { "client_secret", kSecret } };
    }
    static Fields by_api(std::string const& token)
    {
        return { { "token", token }, { "client_id", kApi }, { "client_secret", "api-secret" } };
    }
    http::Response revoked(Fields const& fields) { return post_to(endpoint("revoke"), fields); }
    json::Object introspected(Fields const& fields)
    {
        return json::parse_object(post_to(endpoint("introspect"), fields).content()).value_or(json::Object());
    }
    bool active(Fields const& fields) { return introspected(fields).boolean("active").value_or(false); }
    static std::string error_of(http::Response const& response)
    {
        return json::parse_object(response.content()).value_or(json::Object()).text("error").value_or("");
    }
};

TEST_F(RevokeTest, TheFamilyEndsWithAnyOfItsTokens)
{
    json::Object const first = token(redeem(code()));
    json::Object const second = token(renew(*first.text("refresh_token")));
    EXPECT_EQ(revoked(by_web(*first.text("refresh_token"))).status, 200);
    EXPECT_EQ(audited(AuditKind::TokenRevoked), 1u);
    EXPECT_EQ(token(renew(*second.text("refresh_token"))).text("error"), "invalid_grant");
}

TEST_F(RevokeTest, UnknownTokensAreAsGoodAsRevokedAndAccessTokensLive)
{
    EXPECT_EQ(revoked(by_web("never-issued")).status, 200);
    json::Object const body = token(redeem(code()));
    EXPECT_EQ(error_of(revoked(by_web(*body.text("access_token")))), "unsupported_token_type");
    EXPECT_EQ(error_of(revoked(changed(by_web("x"), { { "token", "" } }))), "invalid_request");
}

TEST_F(RevokeTest, OnlyTheAppItselfEndsItsTokens)
{
    std::string const value = *token(redeem(code())).text("refresh_token");
    EXPECT_EQ(error_of(revoked(by_api(value))), "invalid_grant");
    EXPECT_EQ(error_of(revoked(changed(by_web(value), { { "client_secret", "wrong" } }))), "invalid_client");
    EXPECT_EQ(error_of(revoked({ { "token", value }, { "client_id", kSpa } })), "invalid_grant");
    EXPECT_TRUE(token(renew(value)).find("refresh_token"));
}

TEST_F(RevokeTest, IntrospectionTellsTheOwnerAndTheResource)
{
    json::Object const body = token(redeem(code()));
    std::string const access = *body.text("access_token");
    for (Fields const& by : { by_web(access), by_api(access) }) {
        json::Object const told = introspected(by);
        EXPECT_EQ(told.boolean("active"), true);
        EXPECT_EQ(told.text("scope"), "Read");
        EXPECT_EQ(told.text("client_id"), kWeb);
        EXPECT_EQ(told.text("aud"), kApi);
        EXPECT_EQ(told.text("sub"), ada.text());
        EXPECT_EQ(told.text("tfp"), kPolicy);
        EXPECT_EQ(told.integer("auth_time"), unix_seconds(clock.now()));
    }
    EXPECT_TRUE(active(by_web(*body.text("refresh_token"))));
    EXPECT_FALSE(active(by_api(*body.text("refresh_token"))));
    EXPECT_FALSE(active(by_web(*body.text("id_token"))));
    EXPECT_FALSE(active(by_web("x")));
}

TEST_F(RevokeTest, ATokenForOthersIsNotActive)
{
    std::string const own = *token(redeem(code(changed(web_request(), { { "scope", std::string("openid ") + kWeb } }))))
                                 .text("access_token");
    EXPECT_FALSE(active(by_api(own)));
    EXPECT_TRUE(active(by_web(own)));
}

// attack-21
TEST_F(RevokeTest, Attack21SpentRevokedAndClosedIsNotActive)
{
    json::Object const first = token(redeem(code()));
    json::Object const second = token(renew(*first.text("refresh_token")));
    EXPECT_FALSE(active(by_web(*first.text("refresh_token"))));
    EXPECT_TRUE(active(by_web(*second.text("refresh_token"))));
    change_user(ada, [](User& user) { user.enabled = false; });
    EXPECT_FALSE(active(by_web(*second.text("refresh_token"))));
    EXPECT_FALSE(active(by_web(*second.text("access_token"))));
    change_user(ada, [](User& user) { user.enabled = true; });
    revoked(by_web(*second.text("refresh_token")));
    EXPECT_FALSE(active(by_web(*second.text("refresh_token"))));
    clock.advance(std::chrono::hours(1));
    EXPECT_FALSE(active(by_web(*second.text("access_token"))));
}

TEST_F(RevokeTest, PublicAppsMayNotAsk)
{
    http::Response const response = post_to(endpoint("introspect"), { { "token", "x" }, { "client_id", kSpa } });
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "unauthorized_client");
}

} // namespace
} // namespace gatehouse::oidc
