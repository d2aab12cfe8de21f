// Several tabs of one browser, and how long its session lasts.
#include "edges/oidc/browser.h"
#include "edges/oidc/world_test.h"

#include <array>
#include <thread>

namespace gatehouse::oidc {
namespace {

class TabsTest : public testing::Test, public World {
protected:
    Fields spa_request() const
    {
        return changed(web_request(),
            { { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "state", "other" },
                { "code_challenge", challenge() }, { "code_challenge_method", "S256" } });
    }
    // The form of a tab that stays open while others act.
    testkit::HtmlForm open_tab(Fields const& fields, std::string const& email = kEmail)
    {
        ask(fields);
        auto form = testkit::first_form(browser.html()).value();
        form.fields.set("signInName", email);
        form.fields.set("password", kPassword);
        return form;
    }
    std::string finish(testkit::HtmlForm const& tab)
    {
        browser.post(tab.action, tab.fields);
        return browser.answer("code");
    }
    size_t sessions_of(UserId const& user)
    {
        return read<std::vector<Session>>(
            *store, [&](Ports& ports) { return ports.sessions.list_user(tenant.id, user, clock.now()); })
            .value()
            .size();
    }
    std::string session_cookie() const { return browser.cookies.at(session_cookie_name(tenant)); }
    std::string set_session_cookie() const
    {
        for (auto const& [name, value] : browser.page.headers.fields())
            if (equals_ignoring_case(name, "Set-Cookie") && value.starts_with(session_cookie_name(tenant) + "="))
                return value;
        return {};
    }
    bool is_asked(Fields const& fields)
    {
        ask(fields);
        return browser.has_element("password");
    }
};

TEST_F(TabsTest, TwoTabsThatAreOpenTogetherBothFinishAndShareOneSession)
{
    auto const first = open_tab(web_request());
    auto const second = open_tab(spa_request());
    EXPECT_NE(finish(first), "");
    EXPECT_EQ(browser.answer("state"), "s1");
    EXPECT_NE(finish(second), "");
    EXPECT_EQ(browser.answer("state"), "other");
    // The second tab found the session of the first: none is left behind that nobody can end.
    EXPECT_EQ(sessions_of(ada), 1u);
    EXPECT_FALSE(is_asked(web_request()));
}

TEST_F(TabsTest, ACancelledTabLeavesTheOtherAlone)
{
    auto const first = open_tab(web_request());
    ask(spa_request());
    browser.press("cancel");
    EXPECT_EQ(error_code(), "AADB2C90091");
    EXPECT_NE(finish(first), "");
}

// attack-20: the session of the person who came last is the browser's, and the other one is over.
TEST_F(TabsTest, Attack20TwoPeopleInTwoTabsAreNotMixed)
{
    UserId const bob = add_user("bob@example.test");
    auto const first = open_tab(web_request());
    auto const second = open_tab(spa_request(), "bob@example.test");
    auto const one = token(redeem(finish(first)));
    EXPECT_EQ(claims(one.text("id_token").value_or("")).text("sub"), ada.text());
    EXPECT_NE(finish(second), "");
    EXPECT_EQ(sessions_of(ada), 0u);
    EXPECT_EQ(sessions_of(bob), 1u);
    ask(web_request());
    auto const now = token(redeem(browser.answer("code")));
    EXPECT_EQ(claims(now.text("id_token").value_or("")).text("sub"), bob.text());
}

TEST_F(TabsTest, TabsThatAreOpenedAtOnceAllGetTheirCode)
{
    code();
    std::array<std::string, 8> locations;
    std::vector<std::jthread> tabs;
    for (std::string& location : locations)
        tabs.emplace_back([&location, this] {
            http::Request request;
            request.method = http::Method::Get;
            request.path = endpoint("authorize");
            request.query_text = build(changed(web_request(), { { "prompt", "none" } }));
            request.target = request.path + "?" + request.query_text;
            request.headers.set("Host", "localhost:8400");
            request.headers.set("Cookie", session_cookie_name(tenant) + "=" + session_cookie());
            location = router.handle(std::move(request)).headers.get("location");
        });
    tabs.clear();
    for (std::string const& location : locations)
        EXPECT_NE(location.find("code="), std::string::npos) << location;
}

// --- keep me signed in
// ---------------------------------------------------------------------------------------------------

class KeepMeSignedIn : public TabsTest {
protected:
    void keep_for(int days, bool absolute)
    {
        change_flow([&](policy::UserFlow& flow) {
            flow.keep_me_signed_in_days = days;
            flow.session_absolute = absolute;
        });
    }
    std::string sign_in_and_keep()
    {
        ask(web_request());
        EXPECT_TRUE(browser.has_element("rememberMe"));
        browser.press("continue", { { "signInName", kEmail }, { "password", kPassword }, { "rememberMe", "true" } });
        EXPECT_NE(browser.answer("code"), "");
        return set_session_cookie();
    }
};

TEST_F(KeepMeSignedIn, OutlivesTheSessionsLifetimeAndMovesOnWithEachVisit)
{
    keep_for(30, false);
    sign_in_and_keep();
    for (int visit = 0; visit < 3; ++visit) {
        clock.advance(std::chrono::hours(24 * 20));
        EXPECT_FALSE(is_asked(web_request()));
        // The cookie must live on with the session.
        EXPECT_NE(set_session_cookie().find("Max-Age=2592000"), std::string::npos) << set_session_cookie();
    }
    clock.advance(std::chrono::hours(24 * 31));
    EXPECT_TRUE(is_asked(web_request()));
}

TEST_F(KeepMeSignedIn, WithAbsoluteExpiryCountsFromTheSignIn)
{
    keep_for(30, true);
    sign_in_and_keep();
    clock.advance(std::chrono::hours(24 * 20));
    EXPECT_FALSE(is_asked(web_request()));
    clock.advance(std::chrono::hours(24 * 11));
    EXPECT_TRUE(is_asked(web_request()));
}

TEST_F(KeepMeSignedIn, WithoutTheBoxTheSessionEndsWithItsLifetimeAndItsCookieWithTheBrowser)
{
    keep_for(30, false);
    sign_in(web_request());
    EXPECT_EQ(set_session_cookie().find("Max-Age"), std::string::npos);
    clock.advance(std::chrono::hours(25));
    EXPECT_TRUE(is_asked(web_request()));
}

TEST_F(TabsTest, AnAbsoluteSessionEndsThoughItIsUsedAndARollingOneDoesNot)
{
    for (bool const absolute : { false, true }) {
        change_flow([&](policy::UserFlow& flow) { flow.session_absolute = absolute; });
        browser.cookies.clear();
        sign_in(web_request());
        for (int hours = 0; hours < 20; hours += 10) {
            clock.advance(std::chrono::hours(10));
            EXPECT_FALSE(is_asked(web_request()));
        }
        clock.advance(std::chrono::hours(10));
        EXPECT_EQ(is_asked(web_request()), absolute);
    }
}

TEST_F(TabsTest, OverTlsCookiesAreSecureAndForEverySite)
{
    browser.tls = true;
    sign_in(web_request());
    EXPECT_NE(set_session_cookie().find("; HttpOnly; Secure; SameSite=None"), std::string::npos)
        << set_session_cookie();
}

} // namespace
} // namespace gatehouse::oidc
