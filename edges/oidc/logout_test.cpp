#include "edges/oidc/browser.h"
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class LogoutTest : public testing::Test, public World {
protected:
    http::Response const& log_out(Fields const& fields)
    {
        return browser.get(endpoint("logout") + "?" + build(fields));
    }
    bool is_signed_in()
    {
        ask(changed(web_request(), { { "prompt", "none" } }));
        return !browser.answer("code").empty();
    }
};

TEST_F(LogoutTest, EndsTheSessionAndReturnsWithTheState)
{
    code();
    ASSERT_TRUE(is_signed_in());
    std::string const cookie = browser.cookies.at(session_cookie_name(tenant));
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "state", "a b&c" } });
    EXPECT_EQ(browser.away.find(kWebReturn), 0u);
    EXPECT_EQ(browser.answer("state"), "a b&c");
    EXPECT_FALSE(browser.cookies.contains(session_cookie_name(tenant)));
    EXPECT_FALSE(is_signed_in());
    // attack-21: the session itself is gone, not only its cookie.
    browser.cookies[session_cookie_name(tenant)] = cookie;
    EXPECT_FALSE(is_signed_in());
    EXPECT_EQ(audited(AuditKind::SignedOut), 1u);
}

TEST_F(LogoutTest, WithoutAnAddressThePageSaysSo)
{
    code();
    log_out({});
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_FALSE(browser.is_away());
    EXPECT_FALSE(is_signed_in());
}

// attack-6
TEST_F(LogoutTest, Attack06AnAddressThatIsNotRegisteredIsNotFollowed)
{
    code();
    for (char const* address : { "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
             "https://web.example@evil.example/cb", "https://web.example/cb/x", "not an address" }) {
        log_out({ { "post_logout_redirect_uri", address } });
        EXPECT_FALSE(browser.is_away()) << browser.away;
        EXPECT_EQ(browser.page.status, 400) << address;
        EXPECT_EQ(error_code(), "AADB2C90067") << address;
    }
    // Signed out all the same: the person asked for it.
    EXPECT_FALSE(is_signed_in());
}

TEST_F(LogoutTest, Attack06ADisabledAppsAddressIsNotRegistered)
{
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    log_out({ { "post_logout_redirect_uri", kWebReturn } });
    EXPECT_FALSE(browser.is_away());
}

TEST_F(LogoutTest, WithB2CsSettingAnyWellFormedAddressIsTaken)
{
    edge.settings.logout_return = LogoutReturn::Any;
    log_out({ { "post_logout_redirect_uri", "https://anywhere.example/bye?x=1" }, { "state", "s" } });
    EXPECT_EQ(browser.away, "https://anywhere.example/bye?x=1&state=s");
    log_out({ { "post_logout_redirect_uri", "javascript:alert(1)" } });
    EXPECT_FALSE(browser.is_away());
}

TEST_F(LogoutTest, ASessionlessBrowserIsSentBackAsWell)
{
    log_out({ { "post_logout_redirect_uri", kWebReturn } });
    EXPECT_EQ(browser.away, kWebReturn);
    EXPECT_EQ(audited(AuditKind::SignedOut), 0u);
}

} // namespace
} // namespace gatehouse::oidc
