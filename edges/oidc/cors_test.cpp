#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class CorsTest : public testing::Test, public World {
protected:
    std::string allowed(http::Response const& response) { return response.headers.get("Access-Control-Allow-Origin"); }
    static Fields from(std::string const& origin) { return { { "Origin", origin } }; }
    static Fields renew_spa()
    {
        return { { "grant_type", "refresh_token" }, { "refresh_token", "x" }, { "client_id", kSpa } };
    }
};

// attack-56
TEST_F(CorsTest, Attack56OnlyPagesOfTheSinglePageAppItselfReadItsAnswers)
{
    http::Response const own = post_token(renew_spa(), from("https://spa.example"));
    EXPECT_EQ(own.status, 400); // MSAL reads errors, too
    EXPECT_EQ(allowed(own), "https://spa.example");
    EXPECT_EQ(own.headers.get("Vary"), "Origin");
    EXPECT_EQ(own.headers.get("Access-Control-Allow-Credentials"), "");
    for (char const* origin : { "https://evil.example", "https://spa.example.evil.example", "http://spa.example",
             "https://spa.example:8443", "null", "https://web.example", "" })
        EXPECT_EQ(allowed(post_token(renew_spa(), from(origin))), "") << origin;
    // Another kind of app has no pages.
    EXPECT_EQ(allowed(post_token(renew("x"), from("https://web.example"))), "");
    EXPECT_EQ(allowed(post_token(renew_spa())), "");
    // Nor do the addresses of its other parts have any.
    change_app(kSpa, [](Application& app) { app.redirect_uris.push_back({ "https://web.example/cb" }); });
    EXPECT_EQ(allowed(post_token(renew_spa(), from("https://web.example"))), "");
    EXPECT_EQ(allowed(post_token(renew_spa(), from("https://spa.example"))), "https://spa.example");
    change_app(kSpa, [](Application& app) { app.enabled = false; });
    EXPECT_EQ(allowed(post_token(renew_spa(), from("https://spa.example"))), "");
}

TEST_F(CorsTest, Attack56ThePreflightKnowsTheTenantsSinglePageApps)
{
    std::string const path = endpoint("token");
    http::Response const good = send(http::Method::Options, path, from("https://spa.example"));
    EXPECT_EQ(good.status, 204);
    EXPECT_EQ(allowed(good), "https://spa.example");
    EXPECT_EQ(good.headers.get("Access-Control-Allow-Headers"), "authorization, content-type, dpop");
    EXPECT_EQ(allowed(send(http::Method::Options, path, from("https://evil.example"))), "");
    EXPECT_EQ(allowed(send(http::Method::Options, path, {})), "");
    EXPECT_EQ(
        allowed(send(http::Method::Options, "/nobody.example/B2C_1_x/oauth2/v2.0/token", from("https://spa.example"))),
        "");
}

// RFC 9126 is for single-page apps, too: whatever they push is theirs to read.
TEST_F(CorsTest, Attack56APageMayPushItsRequest)
{
    change_app(kSpa, [](Application& app) { app.pushed_requests = Use::Allowed; });
    Fields const wanted = changed(web_request(),
        { { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "code_challenge", challenge() },
            { "code_challenge_method", "S256" } });
    EXPECT_EQ(
        allowed(send(http::Method::Options, endpoint("par"), from("https://spa.example"))), "https://spa.example");
    http::Response const own = post_to(endpoint("par"), wanted, from("https://spa.example"));
    EXPECT_EQ(own.status, 201) << own.content();
    EXPECT_EQ(allowed(own), "https://spa.example");
    EXPECT_EQ(allowed(post_to(endpoint("par"), wanted, from("https://evil.example"))), "");
}

} // namespace
} // namespace gatehouse::oidc
