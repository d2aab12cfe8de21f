#include "edges/console/console_world_test.h"

#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

namespace gatehouse::console {
namespace {

using ConsoleDoor = ConsoleWorld;

TEST_F(ConsoleDoor, AnAdministratorSignsInWithASecondFactorAndComesBack)
{
    give({ AdminRole::Auditor }, ada);
    browser.get(at(""));
    EXPECT_TRUE(browser.has_element("password")) << browser.html();
    EXPECT_FALSE(browser.has_element("createAccount"));
    EXPECT_FALSE(browser.has_element("forgotPassword"));
    prove();
    EXPECT_TRUE(is_in()) << browser.html();
    EXPECT_TRUE(browser.shows("Ada"));
    ASSERT_EQ(audited(AuditKind::AdministratorSignedIn).size(), 1U);
    EXPECT_EQ(audited(AuditKind::AdministratorSignedIn)[0].user, ada);
}

TEST_F(ConsoleDoor, APasswordAloneOpensNothing)
{
    give({ AdminRole::Global }, ada);
    browser.get(at(""));
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, SomebodyWithoutARoleIsToldSoAndOnRecord)
{
    sign_in();
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_TRUE(browser.shows("no role in contoso.onmicrosoft.com"));
    ASSERT_EQ(audited(AuditKind::AdministratorRefused).size(), 1U);
    EXPECT_EQ(audited(AuditKind::AdministratorRefused)[0].user, ada);
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, ARoleThatIsTakenAwayEndsAtOnce)
{
    sign_in_as(AdminRole::Global);
    ASSERT_TRUE(is_in());
    give({}, ada);
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, ABlockedAdministratorIsOutAtOnce)
{
    sign_in_as(AdminRole::Global);
    User user = *load(ada);
    user.enabled = false;
    write([&](Ports& ports) { return ports.users.update(TenantId(kTenant), user); });
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, ANewPasswordOrASignOutEverywhereEndsTheSession)
{
    sign_in_as(AdminRole::Global);
    clock.advance(1s);
    User user = *load(ada);
    user.tokens_valid_from = clock.now();
    write([&](Ports& ports) { return ports.users.update(TenantId(kTenant), user); });
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, ASessionEndsWhenNobodyUsesIt)
{
    sign_in_as(AdminRole::Global);
    clock.advance(29min);
    browser.get(at(""));
    EXPECT_TRUE(is_in());
    clock.advance(29min);
    browser.get(at(""));
    EXPECT_TRUE(is_in());
    clock.advance(31min);
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, ASessionEndsAfterEightHoursHoweverBusy)
{
    sign_in_as(AdminRole::Global);
    for (int i = 0; i < 23; ++i) {
        clock.advance(20min);
        browser.get(at(""));
        ASSERT_TRUE(is_in()) << i;
    }
    clock.advance(21min);
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

TEST_F(ConsoleDoor, SigningOutEndsTheSessionAndNotOnlyTheCookie)
{
    sign_in_as(AdminRole::Global);
    auto const cookies = browser.cookies;
    post(at("/sign-out"));
    EXPECT_TRUE(browser.shows("You are signed out"));
    browser.cookies = cookies;
    browser.get(at(""));
    EXPECT_FALSE(is_in());
}

class ConsoleTls : public ConsoleWorld {
protected:
    ConsoleTls()
        : ConsoleWorld("https://localhost:8400")
    {
    }
};

TEST_F(ConsoleTls, CookiesAreKeptFromScriptsAndOtherHosts)
{
    std::vector<std::string> set;
    router.wrap([&](http::Request const& request, http::Handler const& next) {
        http::Response response = next(request);
        for (auto const& [name, value] : response.headers.fields())
            if (name == "Set-Cookie" && value.find("gatehouse-admin") != std::string::npos)
                set.push_back(value);
        return response;
    });
    browser.tls = true;
    sign_in_as(AdminRole::Global);
    ASSERT_TRUE(is_in()) << browser.html();
    ASSERT_EQ(set.size(), 3U); // of the sign-in, of the session, and the former dropped
    for (std::string const& cookie : set) {
        EXPECT_TRUE(cookie.starts_with("__Host-gatehouse-admin")) << cookie;
        EXPECT_NE(cookie.find("HttpOnly"), std::string::npos) << cookie;
        EXPECT_NE(cookie.find("Secure"), std::string::npos) << cookie;
        EXPECT_NE(cookie.find("SameSite=Lax"), std::string::npos) << cookie;
        EXPECT_NE(cookie.find("Path=/"), std::string::npos) << cookie;
    }
}

// What was in the browser before, perhaps put there by somebody else, does not become the session.
TEST_F(ConsoleDoor, Attack18SigningInMakesANewSession)
{
    sign_in_as(AdminRole::Global);
    std::string const before = browser.cookies.at("gatehouse-admin");
    clock.advance(31min);
    sign_in();
    EXPECT_TRUE(is_in());
    EXPECT_NE(browser.cookies.at("gatehouse-admin"), before);
}

TEST_F(ConsoleDoor, AForgedSessionCookieOpensNothing)
{
    sign_in_as(AdminRole::Global);
    std::string const digest = crypto::sha256_text(browser.cookies.at("gatehouse-admin"));
    for (std::string const& forged : { digest, std::string(43, 'A'), std::string("' or 1=1 --") }) {
        browser.cookies["gatehouse-admin"] = forged;
        browser.get(at(""));
        EXPECT_FALSE(is_in()) << forged;
    }
}

// A code that an attacker's browser was given does not sign this browser in, nor the other way around.
TEST_F(ConsoleDoor, Attack43AnAnswerFitsOnlyTheBrowserThatBegan)
{
    give({ AdminRole::Global }, ada);
    browser.get(at(""));
    auto const begun = browser.cookies;
    prove();
    ASSERT_TRUE(is_in());
    testkit::Browser other(router, kOrigin);
    other.get(at(""));
    std::string const code = "anything";
    other.get("/admin/callback?code=" + code + "&state=" + std::string(43, 'A'));
    EXPECT_EQ(other.page.status, 400);
    EXPECT_FALSE(other.cookies.contains("gatehouse-admin"));
    testkit::Browser none(router, kOrigin);
    none.get("/admin/callback?code=" + code + "&state=" + std::string(43, 'A'));
    EXPECT_EQ(none.page.status, 400);
}

// The browser keeps where to go back to; whoever puts another address there has no answer that fits.
TEST_F(ConsoleDoor, Attack05TheWayBackCannotBeChanged)
{
    give({ AdminRole::Global }, ada);
    for (char const* evil : { "https://evil.example/", "//evil.example", "/\\evil.example" }) {
        browser.cookies.clear();
        browser.get(at(""));
        std::string& cookie = browser.cookies.at("gatehouse-admin-sign-in");
        cookie = cookie.substr(0, cookie.find('.') + 1)
            + base64url_encode(json::write(json::Object{ { "tenant", kTenant }, { "return", evil } }));
        prove();
        EXPECT_FALSE(browser.is_away()) << evil;
        EXPECT_EQ(browser.page.status, 400) << evil;
    }
}

TEST_F(ConsoleDoor, SigningInLeadsBackToThePageThatWasAskedFor)
{
    give({ AdminRole::User }, ada);
    sign_in(at("/users?q=nobody"));
    EXPECT_TRUE(browser.shows("Nobody was found.")) << browser.html();
}

TEST_F(ConsoleDoor, Attack40ACodeWorksOnce)
{
    give({ AdminRole::Global }, ada);
    browser.get(at(""));
    auto const before = browser.cookies;
    std::string callback;
    router.wrap([&](http::Request const& request, http::Handler const& next) {
        if (request.path == "/admin/callback")
            callback = request.target;
        return next(request);
    });
    prove();
    ASSERT_TRUE(is_in());
    ASSERT_FALSE(callback.empty());
    browser.cookies = before;
    browser.get(callback);
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_FALSE(browser.cookies.contains("gatehouse-admin"));
}

TEST_F(ConsoleDoor, TheFlowAnswersNoOtherApp)
{
    Application app;
    app.id = ClientId("aaaaaaaa-0000-4000-8000-000000000001");
    app.name = "web";
    app.redirect_uris = { { "https://web.example/cb" } };
    write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), app); });
    auto const ask = [&](std::string const& client, std::string const& redirect) {
        browser.get("/" + std::string(kDomain) + "/" + std::string(kConsolePolicy)
            + "/oauth2/v2.0/authorize?response_type=code&scope=openid&nonce=n&code_challenge=" + std::string(43, 'a')
            + "&code_challenge_method=S256&client_id=" + client + "&redirect_uri=" + redirect);
        return testkit::text_of(browser.html(), "errorCode").value_or("");
    };
    EXPECT_EQ(ask(app.id.text(), "https://web.example/cb"), "AADB2C90018");
    EXPECT_EQ(ask(std::string(kConsoleId), "https://evil.example/admin/callback"), "AADB2C90006");
    EXPECT_EQ(ask(std::string(kConsoleId), "http://localhost:9999/admin/callback"), "AADB2C90006");
    EXPECT_EQ(ask(std::string(kConsoleId), "http://localhost:8400/admin/callback"), "");
}

TEST_F(ConsoleDoor, OneTenantIsChosenBySelfAndSeveralAreAsked)
{
    browser.get("/admin");
    EXPECT_TRUE(browser.shows("Which tenant?"));
    EXPECT_FALSE(browser.shows(kDomain)) << "nobody is told who else is here";
    browser.get("/admin?tenant=" + std::string(kOtherDomain));
    EXPECT_TRUE(browser.has_element("password"));
    browser.get("/admin?tenant=nobody.example");
    EXPECT_EQ(browser.page.status, 404);
}

// A session of one tenant is none of another (attack-54).
TEST_F(ConsoleDoor, Attack54ASessionBelongsToItsTenant)
{
    sign_in_as(AdminRole::Global);
    ASSERT_TRUE(is_in());
    browser.get("/admin/" + std::string(kOtherDomain));
    EXPECT_FALSE(is_in());
    EXPECT_TRUE(browser.has_element("password"));
}

TEST_F(ConsoleDoor, Attack23AFormOfAnotherSiteIsRefused)
{
    sign_in_as(AdminRole::Global);
    for (std::string const& key : { std::string(), std::string("guess"), std::string(43, 'A') }) {
        url::Form form;
        if (!key.empty())
            form.add("form_key", key);
        EXPECT_EQ(browser.post(at("/sign-out"), form).status, 403);
    }
    browser.get(at(""));
    EXPECT_TRUE(is_in());
}

TEST_F(ConsoleDoor, APageIsOfThisServerAloneAndIsNotKept)
{
    sign_in_as(AdminRole::Global);
    std::string const policy = browser.page.headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'; script-src 'self'"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(browser.page.headers.get("Cache-Control"), "no-store");
    EXPECT_FALSE(browser.shows("style=\"")) << "styles are files";
}

TEST_F(ConsoleDoor, ANameIsTextAndNothingElse)
{
    User user = *load(ada);
    user.attributes["displayName"] = std::string("<script>alert(1)</script>\"'");
    write([&](Ports& ports) { return ports.users.update(TenantId(kTenant), user); });
    sign_in_as(AdminRole::Global);
    ASSERT_TRUE(is_in());
    EXPECT_FALSE(browser.shows("<script>alert"));
    EXPECT_TRUE(browser.shows("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST_F(ConsoleDoor, AnUnknownAddressHasAPageOfTheConsole)
{
    sign_in_as(AdminRole::Global);
    for (std::string const& path : { at("/none"), at("/users/1/none"), std::string("/admin/a/b") }) {
        EXPECT_EQ(browser.get(path).status, 404) << path;
        EXPECT_TRUE(browser.shows("The console has no page at this address.")) << path;
        EXPECT_TRUE(browser.shows("href=\"/admin\"")) << path;
    }
    browser.get(at("/"));
    EXPECT_TRUE(is_in()) << browser.html();
    browser.get(at("/users/"));
    EXPECT_TRUE(browser.shows("New person"));
}

} // namespace
} // namespace gatehouse::console
