#include "edges/console/flow_world_test.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

class ConsoleTrial : public FlowWorld {
protected:
    // A flow, by somebody who may run it.
    void prepare(AdminRole role = AdminRole::Policy)
    {
        sign_in_as(AdminRole::Policy);
        create("signin");
        EXPECT_TRUE(plans.refresh().has_value());
        if (role != AdminRole::Policy) {
            browser.cookies.clear();
            sign_in_as(role);
        }
    }
    // Ends at the sign-in page; what the flow was asked with.
    url::Form begin(testkit::Browser::Pairs const& values = {})
    {
        browser.get(kRun);
        post(kRun, values);
        return sent();
    }
    // What the last answer sent the browser on with.
    url::Form sent() const
    {
        std::string const address = browser.last.headers.get("Location");
        return url::parse_form(address.substr(address.find('?') + 1)).value();
    }
    void finish() { browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } }); }
    // A code of the flow for somebody else's app.
    std::string code_of(ClientId const& client, std::string const& redirect_uri, url::Form const& asked)
    {
        url::Form form;
        for (auto const& [name, value] : asked.pairs())
            form.add(name, name == "client_id" ? client.text() : name == "redirect_uri" ? redirect_uri : value);
        browser.get(kAuthorize + "?" + url::build_form(form));
        finish();
        return browser.answer("code");
    }
    std::string result(std::string const& state, std::string const& code) const
    {
        return at("/flows/result") + "?state=" + state + "&code=" + code;
    }

    std::string const kRun = at("/flows/B2C_1_signin/run");
    std::string const kAuthorize = "/" + std::string(kDomain) + "/B2C_1_signin/oauth2/v2.0/authorize";
};

TEST_F(ConsoleTrial, TheClaimsOfBothTokensAreShownAndNoToken)
{
    prepare();
    size_t const issued = audited(AuditKind::CodeRedeemed).size();
    url::Form const asked = begin({ { "language", "de" }, { "login_hint", kEmail } });
    EXPECT_TRUE(browser.shows("<html lang=\"de\">")) << browser.html();
    EXPECT_EQ(asked.get("client_id"), kTrialId);
    EXPECT_EQ(asked.get("redirect_uri"), std::string(kOrigin) + at("/flows/result"));
    EXPECT_EQ(asked.get("code_challenge_method"), "S256");
    finish();
    EXPECT_EQ(browser.page.status, 200);
    for (std::string const& shown : { std::string("Claims of the ID token"), std::string("Claims of the access token"),
             "<code>" + ada.text() + "</code>", std::string("<code>B2C_1_signin</code>"),
             "<code>" + asked.get("nonce") + "</code>", "<code>" + keys.signing(TenantId(kTenant))->kid + "</code>",
             std::string("Application claim displayName: Display Name."), std::string("<time datetime=\"") })
        EXPECT_TRUE(browser.shows(shown)) << shown << browser.html();
    EXPECT_FALSE(browser.shows("eyJ")) << "a token as a whole";
    auto const events = audited(AuditKind::CodeRedeemed);
    ASSERT_EQ(events.size(), issued + 1);
    EXPECT_EQ(events[0].user, ada);
    EXPECT_EQ(events[0].policy.text(), "B2C_1_signin");
    EXPECT_NE(events[0].detail.find("administrator"), std::string::npos) << events[0].detail;
    EXPECT_FALSE(browser.cookies.contains("gatehouse-admin-trial"));
}

TEST_F(ConsoleTrial, AnAnswerIsShownOnce)
{
    prepare();
    url::Form const asked = begin();
    auto const cookies = browser.cookies;
    finish();
    std::string const code = sent().get("code");
    ASSERT_TRUE(browser.shows("Claims of the ID token"));
    browser.get(result(asked.get("state"), "any"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("did not begin the run"));
    // A browser that kept everything has no more of it.
    browser.cookies = cookies;
    browser.get(result(asked.get("state"), code));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("That run is over"));
    EXPECT_FALSE(browser.shows("Claims of the ID token"));
}

TEST_F(ConsoleTrial, Attack43AnAnswerFitsOnlyTheSessionThatBegan)
{
    prepare();
    url::Form const asked = begin();
    std::string const trial = browser.cookies.at("gatehouse-admin-trial");
    browser.get(result("guess", "x"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("did not begin the run")) << browser.html();
    // Another administrator, or the same one anew, in the same browser.
    browser.cookies.clear();
    sign_in_as(AdminRole::Policy);
    browser.cookies["gatehouse-admin-trial"] = trial;
    browser.get(result(asked.get("state"), "x"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("did not begin the run"));
}

TEST_F(ConsoleTrial, ACodeOfAnotherAppIsNoAnswer)
{
    Application app;
    app.id = ClientId("aaaaaaaa-1111-4111-8111-111111111111");
    app.name = "Shop";
    app.kind = AppKind::Spa;
    app.redirect_uris = redirect_uris_of(AppKind::Spa, { "https://shop.example.test/" });
    write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), app); });
    prepare();
    url::Form const asked = begin();
    url::Form for_shop;
    for (auto const& [name, value] : asked.pairs())
        for_shop.add(name, name == "scope" ? "openid" : value);
    std::string const code = code_of(app.id, "https://shop.example.test/", for_shop);
    ASSERT_NE(code, "") << browser.html();
    browser.get(result(asked.get("state"), code));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("That run is over")) << browser.html();
}

TEST_F(ConsoleTrial, WhoeverOnlyLooksAtFlowsRunsNoneHere)
{
    prepare(AdminRole::Auditor);
    browser.get(kRun);
    EXPECT_TRUE(browser.shows("Run now")) << browser.html();
    EXPECT_FALSE(browser.shows("show the tokens"));
    EXPECT_EQ(post(kRun).status, 403);
    browser.get(at("/flows/result") + "?state=a&code=b");
    EXPECT_EQ(browser.page.status, 403);
}

TEST_F(ConsoleTrial, AFlowThatEndsWithAnErrorSaysIt)
{
    prepare();
    url::Form const asked = begin();
    browser.get(at("/flows/result") + "?state=" + asked.get("state")
        + "&error=access_denied&error_description=AADB2C90091%3A%20%3Cb%3Ecancelled");
    EXPECT_TRUE(browser.shows("The flow ended without tokens")) << browser.html();
    EXPECT_TRUE(browser.shows("AADB2C90091: &lt;b&gt;cancelled"));
}

TEST_F(ConsoleTrial, NobodyElseIsAnsweredByItsName)
{
    prepare();
    url::Form const asked = begin();
    auto const ask = [&](std::string const& policy, std::string const& redirect) {
        browser.get("/" + std::string(kDomain) + "/" + policy + "/oauth2/v2.0/authorize?client_id="
            + std::string(kTrialId) + "&response_type=code&scope=openid&nonce=n&code_challenge=" + std::string(43, 'a')
            + "&code_challenge_method=S256&redirect_uri=" + redirect);
        return testkit::text_of(browser.html(), "errorCode").value_or("");
    };
    std::string const own = std::string(kOrigin) + at("/flows/result");
    EXPECT_EQ(ask("B2C_1_signin", own), "");
    EXPECT_EQ(ask("B2C_1_signin", "https://evil.example/flows/result"), "AADB2C90006");
    EXPECT_EQ(ask("B2C_1_signin", std::string(kOrigin) + "/admin/callback"), "AADB2C90006");
    EXPECT_EQ(ask(std::string(kConsolePolicy), own), "AADB2C90018") << "administrators sign in to the console alone";
    // Its codes are redeemed in this process and nowhere else.
    url::Form form;
    for (auto const& [name, value] : { std::pair("grant_type", "authorization_code"), std::pair("code", "x"),
             std::pair("client_id", std::string(kTrialId).c_str()) })
        form.add(name, value);
    EXPECT_EQ(browser.post("/" + std::string(kDomain) + "/B2C_1_signin/oauth2/v2.0/token", form).status, 400);
    EXPECT_TRUE(browser.shows("unauthorized_client") || browser.shows("invalid_client")) << browser.html();
}

TEST_F(ConsoleTrial, ACustomPolicyIsRunAsAFlowIs)
{
    write([&](Ports& ports) {
        return ports.policies.save(TenantId(kTenant),
            { PolicyId("B2C_1A_own"),
                policy::leaf_xml(flows::fresh_flow("B2C_1A_own", policy::FlowType::SignUpOrSignIn), kDomain), {},
                clock.now() });
    });
    prepare();
    std::string const page = at("/policies/B2C_1A_own");
    browser.get(page);
    EXPECT_TRUE(browser.shows(page + "/run\">Run now")) << browser.html();
    browser.get(page + "/run");
    post(page + "/run");
    finish();
    EXPECT_TRUE(browser.shows("Claims of the access token")) << browser.html();
    EXPECT_TRUE(browser.shows("<code>B2C_1A_own</code>"));
    EXPECT_TRUE(browser.shows(page + "/run\">Run it again"));
    EXPECT_EQ(browser.get(at("/policies/B2C_1A_none/run")).status, 404);
}

} // namespace
} // namespace gatehouse::console
