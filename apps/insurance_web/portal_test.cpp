#include "apps/insurance_web/browser_test.h"

namespace gatehouse::insurance_web {
namespace {

using PortalPages = Pains;

TEST(PortalConfig, AllMissingNamesStandInOneMessage)
{
    auto const config = read_config(environment({}));
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error(), "missing settings: CLIENT_ID, CLIENT_SECRET, B2C_DIR, API_ENDPOINT");
}

TEST(PortalConfig, DefaultsFollowTheTenant)
{
    auto const config = read_config(environment(kEnvironment));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->authority(config->policy),
        "https://insurance.b2clogin.com/insurance.onmicrosoft.com/B2C_1_signupsignin1");
    EXPECT_EQ(config->scopes().front(), "https://insurance.onmicrosoft.com/insurance-api/Accounts.Read");
    EXPECT_EQ(config->public_url, "http://localhost:5000");
}

TEST_F(PortalPages, AStrangerIsShownTheSignInPage)
{
    browser.get("/");
    EXPECT_EQ(browser.path, "/login");
    EXPECT_TRUE(browser.shows("id=\"signin\""));
    for (char const* path : { "/acctinfo", "/claims", "/change", "/changeben", "/editprofile" }) {
        browser.get(path);
        EXPECT_EQ(browser.path, "/login") << path;
    }
}

TEST_F(PortalPages, ASignedInPersonSeesNameAccountAndClaims)
{
    browser.sign_in();
    EXPECT_EQ(browser.path, "/");
    EXPECT_EQ(browser.element("name"), "Ada Lovelace");
    browser.get("/acctinfo");
    EXPECT_EQ(browser.element("email"), "ada@example.test");
    EXPECT_EQ(browser.element("policynumber").size(), 8U);
    browser.get("/claims");
    EXPECT_TRUE(browser.shows("B2C_1_signupsignin1"));
    EXPECT_TRUE(browser.shows("ada@example.test"));
    browser.get("/publicapi");
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_TRUE(browser.shows("id=\"answer\""));
}

TEST_F(PortalPages, EveryPageIsProtected)
{
    browser.get("/login");
    std::string const policy = browser.page.headers.get("Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'"));
    EXPECT_NE(policy.find("form-action 'self' https://insurance.b2clogin.com"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_FALSE(browser.shows("<script"));
    EXPECT_EQ(browser.page.headers.get("Cache-Control"), "no-store");
}

TEST_F(PortalPages, AScriptInANameIsOnlyText)
{
    browser.sign_in({ .oid = "1", .email = "a@example.test", .name = "<script>alert(1)</script>" });
    EXPECT_FALSE(browser.shows("<script>"));
    EXPECT_TRUE(browser.shows("&lt;script&gt;"));
    browser.get("/claims");
    EXPECT_FALSE(browser.shows("<script>"));
}

TEST_F(PortalPages, TheLanguageFollowsTheBrowserAndCanBeChosen)
{
    browser.fields["Accept-Language"] = "fr, de-AT;q=0.9, en;q=0.5";
    browser.get("/login");
    EXPECT_TRUE(browser.shows("<html lang=\"de\">"));
    EXPECT_TRUE(browser.shows("Anmelden oder registrieren"));
    browser.get("/login?lang=en");
    browser.get("/login");
    EXPECT_TRUE(browser.shows("Sign in or sign up"));
    browser.get("/login?lang=de");
    browser.get("/login/start");
    EXPECT_NE(browser.at_identity.find("ui_locales=de"), std::string::npos);
}

TEST_F(PortalPages, AnUnknownPageIsAPageOfItsOwn)
{
    EXPECT_EQ(browser.get("/nowhere").status, 404);
    EXPECT_TRUE(browser.shows("id=\"error\""));
    EXPECT_EQ(browser.element("correlation_id"), "web-1");
}

TEST_F(PortalPages, TheStyleSheetIsServed)
{
    browser.get("/static/style.css");
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_TRUE(browser.shows("prefers-color-scheme: dark"));
}

} // namespace
} // namespace gatehouse::insurance_web
