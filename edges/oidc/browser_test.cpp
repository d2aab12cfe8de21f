#include "edges/oidc/browser.h"
#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::oidc {
namespace {

class BrowserTest : public testing::Test, public World {
protected:
    testkit::HtmlForm open_page()
    {
        ask(web_request());
        return testkit::first_form(browser.html()).value();
    }
    static testkit::HtmlForm filled(testkit::HtmlForm form)
    {
        form.fields.set("signInName", kEmail);
        form.fields.set("password", kPassword);
        return form;
    }
    bool is_signed_in()
    {
        ask(changed(web_request(), { { "prompt", "none" } }));
        return !browser.answer("code").empty();
    }
    std::string session_cookie() const { return session_cookie_name(tenant); }
    std::string set_cookie_of(http::Response const& response, std::string_view cookie_name)
    {
        for (auto const& [name, value] : response.headers.fields())
            if (equals_ignoring_case(name, "Set-Cookie") && value.starts_with(std::string(cookie_name) + "="))
                return value;
        return {};
    }
};

TEST_F(BrowserTest, ASecondVisitNeedsNoPassword)
{
    code();
    ask(web_request());
    EXPECT_NE(browser.answer("code"), "");
    ask(changed(web_request(), { { "prompt", "login" } }));
    EXPECT_TRUE(browser.has_element("password"));
}

// attack-23
TEST_F(BrowserTest, Attack23AFormWithoutItsTokenIsRefusedAndTheJourneyIsUnharmed)
{
    auto const form = filled(open_page());
    for (std::string const& token : { std::string(), std::string("x"), form.fields.get("csrf_token") + "x",
             std::string("1.0~") + std::string(43, 'A') }) {
        url::Form forged = form.fields;
        forged.set("csrf_token", token);
        browser.post(form.action, forged);
        EXPECT_EQ(browser.page.status, 400) << token;
        EXPECT_EQ(error_code(), "AADB2C90212");
    }
    browser.post(form.action, form.fields);
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(BrowserTest, Attack23ATokenOfAnotherJourneyIsRefused)
{
    auto const first = filled(open_page());
    auto const second = filled(open_page());
    url::Form crossed = second.fields;
    crossed.set("csrf_token", first.fields.get("csrf_token"));
    browser.post(second.action, crossed);
    EXPECT_EQ(browser.page.status, 400);
}

// attack-43, attack-18
TEST_F(BrowserTest, Attack43AnotherBrowserCannotContinueTheJourney)
{
    auto const form = filled(open_page());
    testkit::Browser stranger(router, kOrigin);
    stranger.post(form.action, form.fields);
    EXPECT_EQ(stranger.page.status, 400);
    EXPECT_FALSE(stranger.is_away());
    // A browser with a cookie of its own neither.
    stranger.get(endpoint("authorize") + "?" + build(web_request()));
    stranger.post(form.action, form.fields);
    EXPECT_EQ(stranger.page.status, 400);
    EXPECT_EQ(stranger.answer("code"), "");
    // Nor see its page, for which no token of a form is asked.
    stranger.get(form.action);
    EXPECT_EQ(stranger.page.status, 400);
    browser.get(form.action);
    EXPECT_EQ(browser.page.status, 200);
}

// attack-16: the value is 32 random bytes, and what is no value of ours is replaced.
TEST_F(BrowserTest, Attack16CookiesAreUnguessableAndForeignValuesAreReplaced)
{
    browser.cookies[std::string(kBrowserCookie)] = "1";
    ask(web_request());
    std::string const first = browser.cookies.at(std::string(kBrowserCookie));
    EXPECT_EQ(first.size(), 43u);
    browser.cookies.clear();
    code();
    EXPECT_NE(browser.cookies.at(std::string(kBrowserCookie)), first);
    EXPECT_EQ(browser.cookies.at(session_cookie()).size(), 43u);
}

// attack-17: nothing that can be computed from who the person is opens a session.
TEST_F(BrowserTest, Attack17ValuesMadeFromTheUserAreNoSession)
{
    code();
    std::string const cookie = browser.cookies.at(session_cookie());
    for (std::string const& forged : { ada.text(), base64url_encode(ada.text()), crypto::sha256_text(ada.text()),
             crypto::sha256_text(cookie), cookie + "x", std::string(43, 'A') }) {
        browser.cookies[session_cookie()] = forged;
        EXPECT_FALSE(is_signed_in()) << forged;
    }
}

// attack-18
TEST_F(BrowserTest, Attack18ASessionThatWasPlantedIsNotTheOneAfterSignIn)
{
    std::string const planted(43, 'B');
    browser.cookies[session_cookie()] = planted;
    code();
    std::string const first = browser.cookies.at(session_cookie());
    EXPECT_NE(first, planted);
    sign_in(changed(web_request(), { { "prompt", "login" } }));
    EXPECT_NE(browser.cookies.at(session_cookie()), first);
    browser.cookies[session_cookie()] = planted;
    EXPECT_FALSE(is_signed_in());
}

TEST_F(BrowserTest, CookiesAreForServersOnlyAndSecureOnHttps)
{
    ask(web_request());
    std::string const plain = set_cookie_of(browser.last, kBrowserCookie);
    EXPECT_NE(plain.find("HttpOnly"), std::string::npos) << plain;
    EXPECT_NE(plain.find("SameSite=Lax"), std::string::npos) << plain;
    EXPECT_EQ(plain.find("Domain"), std::string::npos);
    testkit::Browser secure(router, "https://login.example");
    secure.tls = true;
    secure.get(endpoint("authorize") + "?" + build(web_request()));
    std::string const cookie = set_cookie_of(secure.last, kBrowserCookie);
    EXPECT_NE(cookie.find("Secure"), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("SameSite=None"), std::string::npos) << cookie;
}

// attack-19
TEST_F(BrowserTest, Attack19NeitherStateNorTransactionNorCodeIsASession)
{
    std::string const given = code();
    browser.cookies.erase(session_cookie());
    auto const form = open_page();
    auto const query = url::parse_form(form.action.substr(form.action.find('?') + 1)).value();
    for (std::string const& value :
        { std::string("s1"), query.get("tx"), given, read_transaction(query.get("tx"))->text() }) {
        browser.cookies[session_cookie()] = value;
        EXPECT_FALSE(is_signed_in()) << value;
    }
}

// attack-15
TEST_F(BrowserTest, Attack15NoStepIsSkippedByAnEmptyPostOrByItsNextAddress)
{
    auto const form = open_page();
    browser.post(form.action, form.fields);
    EXPECT_FALSE(browser.is_away());
    EXPECT_TRUE(browser.has_element("password"));
    auto const query = url::parse_form(form.action.substr(form.action.find('?') + 1)).value();
    url::Form next;
    next.add("csrf_token", form.fields.get("csrf_token"));
    next.add("tx", query.get("tx"));
    next.add("p", kPolicy);
    for (char const* page : { "SelfAsserted", "CombinedSigninAndSignup", "Phonefactor" }) {
        browser.get(
            url::with_query(std::string("/contoso.onmicrosoft.com/") + kPolicy + "/api/" + page + "/confirmed", next));
        EXPECT_FALSE(browser.is_away()) << page;
        EXPECT_EQ(browser.answer("code"), "");
    }
}

TEST_F(BrowserTest, AJourneyThatIsOverStaysOver)
{
    auto const form = filled(open_page());
    browser.post(form.action, form.fields);
    ASSERT_NE(browser.answer("code"), "");
    browser.post(form.action, form.fields);
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(error_code(), "AADB2C90046");
}

TEST_F(BrowserTest, AJourneyIsForItsPolicy)
{
    auto form = filled(open_page());
    form.action = replace_all(form.action, kPolicy, kOtherPolicy);
    browser.post(form.action, form.fields);
    EXPECT_EQ(error_code(), "AADB2C90046");
}

TEST_F(BrowserTest, AnExpiredJourneySaysSo)
{
    auto const form = filled(open_page());
    clock.advance(std::chrono::hours(24));
    browser.post(form.action, form.fields);
    EXPECT_EQ(error_code(), "AADB2C90046");
}

TEST_F(BrowserTest, MalformedTransactionsAreAPage)
{
    auto const form = filled(open_page());
    for (std::string const& tx : { std::string(), std::string("StateProperties="), std::string("StateProperties=!"),
             "StateProperties=" + std::string(5000, 'a'), "StateProperties=" + base64url_encode("{}"),
             "StateProperties=" + base64url_encode("{\"TID\":\"x\"}"), std::string("x") }) {
        url::Form query;
        query.add("tx", tx);
        query.add("p", kPolicy);
        browser.post(url::with_query(form.action.substr(0, form.action.find('?')), query), form.fields);
        EXPECT_EQ(browser.page.status, 400) << tx;
        EXPECT_FALSE(browser.is_away());
    }
    browser.cookies.clear();
    browser.post(form.action, form.fields);
    EXPECT_EQ(error_code(), "AADB2C90211");
}

// attack-78
TEST_F(BrowserTest, Attack78ClaimsThatThePageNeverShowedAreIgnored)
{
    auto form = filled(open_page());
    for (char const* name : { "objectId", "displayName", "email", "oid", "sub", "accountEnabled" })
        form.fields.set(name, "forged");
    browser.post(form.action, form.fields);
    json::Object const body = token(redeem(browser.answer("code")));
    ASSERT_TRUE(body.text("id_token"));
    json::Object const id = claims(*body.text("id_token"));
    EXPECT_EQ(id.text("sub"), ada.text());
    EXPECT_EQ(id.text("name"), "Ada");
}

// attack-77: pages are not readable from another origin, and every script has to be named.
TEST_F(BrowserTest, Attack77PagesAnswerToNoOtherOrigin)
{
    browser.fields.set("Origin", "https://evil.example");
    ask(web_request());
    EXPECT_FALSE(browser.page.headers.find("Access-Control-Allow-Origin"));
    std::string const policy = browser.page.headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << policy;
    EXPECT_EQ(policy.find("unsafe-inline"), std::string::npos) << policy;
    EXPECT_EQ(browser.page.headers.get("X-Content-Type-Options"), "nosniff");
}

// attack-75
TEST_F(BrowserTest, Attack75ParametersOfTheRequestAreTextWhereverTheyAreShown)
{
    ask(changed(web_request(),
        { { "login_hint", "\"><script>alert(1)</script>{OIDC:ClientId}" }, { "ui_locales", "\"><script>" },
            { "campaign", "{OAUTH-KV:state}" } }));
    EXPECT_TRUE(browser.has_element("password"));
    EXPECT_FALSE(browser.shows("<script>alert"));
    EXPECT_EQ(
        testkit::first_form(browser.html())->fields.get("signInName"), "\"><script>alert(1)</script>{OIDC:ClientId}");
}

// attack-20
TEST_F(BrowserTest, Attack20TwoBrowsersGetTheirOwnPeople)
{
    UserId const bob = add_user("bob@example.test");
    testkit::Browser other(router, kOrigin);
    auto const mine = filled(open_page());
    other.get(endpoint("authorize") + "?" + build(web_request()));
    other.press("continue", { { "signInName", "bob@example.test" }, { "password", kPassword } });
    browser.post(mine.action, mine.fields);
    EXPECT_EQ(claims(*token(redeem(browser.answer("code"))).text("id_token")).text("sub"), ada.text());
    EXPECT_EQ(claims(*token(redeem(other.answer("code"))).text("id_token")).text("sub"), bob.text());
}

// attack-10: a mail has a code and no address, so there is nothing for a forged Host to get into.
TEST_F(BrowserTest, Attack10TheHostHeaderDoesNotGetIntoAMail)
{
    browser.fields.set("Host", "evil.example");
    browser.fields.set("X-Forwarded-Host", "evil.example");
    open_page();
    browser.follow("forgotPassword");
    browser.press("send:email", { { "email", kEmail } });
    auto const messages
        = read<std::vector<Message>>(*store, [](Ports& ports) { return ports.messages.list(10); }).value();
    ASSERT_EQ(messages.size(), 1u);
    for (std::string const& part : { messages.front().subject, messages.front().text, messages.front().html }) {
        EXPECT_EQ(part.find("evil.example"), std::string::npos) << part;
        EXPECT_EQ(part.find("http"), std::string::npos) << part;
    }
}

// attack-29
TEST_F(BrowserTest, Attack29UnknownPersonAndWrongPasswordLookTheSame)
{
    open_page();
    browser.press("continue", { { "signInName", kEmail }, { "password", "wrong" } });
    auto const wrong = testkit::text_of(browser.html(), "localAccountFormError");
    open_page();
    browser.press("continue", { { "signInName", "nobody@example.test" }, { "password", "wrong" } });
    EXPECT_TRUE(wrong.has_value());
    EXPECT_EQ(testkit::text_of(browser.html(), "localAccountFormError"), wrong);
    EXPECT_EQ(audited(AuditKind::SignInFailed), 2u);
}

TEST_F(BrowserTest, ScriptsGetTheirAnswerAsJson)
{
    auto const form = filled(open_page());
    browser.fields.set("X-Requested-With", "XMLHttpRequest");
    browser.fields.set("X-CSRF-TOKEN", form.fields.get("csrf_token"));
    url::Form sent;
    sent.add("request_type", "RESPONSE");
    sent.add("signInName", kEmail);
    sent.add("password", "wrong");
    browser.post(form.action, sent);
    EXPECT_EQ(browser.page.status, 200);
    auto const refused = json::parse_object(browser.html());
    ASSERT_TRUE(refused.has_value()) << browser.html();
    EXPECT_EQ(refused->text("status"), "400");
    EXPECT_FALSE(refused->text("message")->empty());
    sent.set("password", kPassword);
    browser.post(form.action, sent);
    EXPECT_EQ(json::parse_object(browser.html())->text("status"), "200");
}

TEST_F(BrowserTest, CancelIsAccessDenied)
{
    open_page();
    if (browser.has_element("cancel")) {
        browser.press("cancel");
        EXPECT_EQ(browser.answer("error"), "access_denied");
        EXPECT_EQ(error_code(), "AADB2C90091");
    } else {
        browser.follow("createAccount");
        browser.press("cancel");
        EXPECT_EQ(error_code(), "AADB2C90091");
    }
    EXPECT_EQ(audited(AuditKind::JourneyCancelled), 1u);
}

} // namespace
} // namespace gatehouse::oidc
