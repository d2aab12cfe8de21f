#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::oidc {
namespace {

class AuthorizeTest : public testing::Test, public World {
protected:
    // Stays here: an error page with this code, and nothing sent anywhere.
    void expect_page(Fields const& fields, std::string const& code)
    {
        ask(fields);
        EXPECT_FALSE(browser.is_away()) << browser.away;
        EXPECT_EQ(browser.page.status, 400);
        EXPECT_EQ(error_code(), code);
        EXPECT_TRUE(browser.has_element("correlationId"));
        EXPECT_TRUE(browser.has_element("timestamp"));
    }
    // Goes back to the client with this error.
    void expect_redirect(Fields const& fields, std::string const& code, std::string const& error)
    {
        ask(fields);
        EXPECT_TRUE(browser.is_away()) << code << browser.html();
        EXPECT_EQ(error_code(), code);
        EXPECT_EQ(browser.answer("error"), error) << code;
        EXPECT_EQ(browser.answer("state"), "s1");
        EXPECT_EQ(browser.answer("code"), "");
    }
    static Fields with(Fields const& changes) { return changed(web_request(), changes); }
    static Fields spa_request()
    {
        return with({ { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "code_challenge", challenge() },
            { "code_challenge_method", "S256" } });
    }
};

TEST_F(AuthorizeTest, WithoutATrustedAddressTheErrorIsAPage)
{
    expect_page(with({ { "client_id", "" } }), "AADB2C90008");
    expect_page(with({ { "client_id", "cccccccc-0000-4000-8000-000000000001" } }), "AADB2C90018");
    expect_page(with({ { "redirect_uri", "" } }), "AADB2C90004");
    expect_page(with({ { "redirect_uri", "https://evil.example/cb" } }), "AADB2C90006");
    expect_page(with({ { "client_id", kBare } }), "AADB2C90007");
}

TEST_F(AuthorizeTest, UnknownTenantOrPolicyIsAPage)
{
    ask(web_request(), "B2C_1_none");
    EXPECT_EQ(browser.page.status, 404);
    EXPECT_FALSE(browser.is_away());
    browser.get("/fabrikam.onmicrosoft.com/B2C_1_SignIn/oauth2/v2.0/authorize?" + build(web_request()));
    EXPECT_EQ(browser.page.status, 404);
}

TEST_F(AuthorizeTest, WhatIsWrongBehindATrustedAddressGoesToTheClient)
{
    expect_redirect(with({ { "scope", "" } }), "AADB2C90010", "invalid_request");
    expect_redirect(with({ { "response_type", "wisdom" } }), "AADB2C90013", "unsupported_response_type");
    expect_redirect(with({ { "response_type", "" } }), "AADB2C90013", "unsupported_response_type");
    expect_redirect(with({ { "response_mode", "pigeon" } }), "AADB2C90014", "invalid_request");
    expect_redirect(with({ { "prompt", "dance" } }), "AADB2C90043", "invalid_request");
    expect_redirect(with({ { "prompt", "none login" } }), "AADB2C90043", "invalid_request");
    expect_redirect(with({ { "response_type", "id_token" } }), "AADB2C90057", "unauthorized_client");
    expect_redirect(with({ { "response_type", "token id_token" } }), "AADB2C90057", "unauthorized_client");
    expect_redirect(with({ { "scope", "offline_access" } }), "AADB2C90115", "invalid_request");
    expect_redirect(
        with({ { "scope", std::string("openid ") + kApiUri + "/Nothing" } }), "AADB2C90117", "invalid_scope");
    expect_redirect(with({ { "max_age", "soon" } }), "AADB2C90120", "invalid_request");
    expect_redirect(with({ { "max_age", "-1" } }), "AADB2C90120", "invalid_request");
    expect_redirect(with({ { "scope", std::string(kRead) + " https://contoso.onmicrosoft.com/api2/Read" } }),
        "AADB2C90146", "invalid_request");
    expect_redirect(with({ { "code_challenge", challenge() } }), "AADB2C90184", "invalid_request");
    expect_redirect(with({ { "code_challenge", challenge() }, { "code_challenge_method", "plain" } }), "AADB2C90184",
        "invalid_request");
    expect_redirect(with({ { "code_challenge_method", "S256" } }), "AADB2C90184", "invalid_request");
    expect_redirect(
        with({ { "code_challenge", "short" }, { "code_challenge_method", "S256" } }), "AADB2C90183", "invalid_request");
    expect_redirect(with({ { "scope", std::string("openid ") + kAdmin } }), "AADB2C90205", "invalid_request");
    EXPECT_EQ(audited(AuditKind::RequestRefused), 18u);
}

TEST_F(AuthorizeTest, PublicClientsMustSendAChallenge)
{
    expect_redirect(changed(spa_request(), { { "code_challenge", "" }, { "code_challenge_method", "" } }),
        "AADB2C99059", "invalid_request");
    expect_redirect(
        with({ { "client_id", kNative }, { "redirect_uri", kNativeReturn } }), "AADB2C99059", "invalid_request");
    change_app(kWeb, [](Application& app) { app.redirect_uris.push_back({ kSpaReturn, AppKind::Spa }); });
    expect_redirect(with({ { "redirect_uri", kSpaReturn } }), "AADB2C99059", "invalid_request");
    ask(spa_request());
    EXPECT_TRUE(browser.has_element("password"));
}

TEST_F(AuthorizeTest, RequestObjectsAreRefusedAndNotIgnored)
{
    expect_redirect(with({ { "request", "e30." } }), "AADB2C90122", "request_not_supported");
    // attack-57: nothing is fetched.
    expect_redirect(with({ { "request_uri", "https://inner.example/" } }), "AADB2C90122", "request_uri_not_supported");
}

TEST_F(AuthorizeTest, ParametersThatStandTwiceAreRefused)
{
    for (char const* name : { "client_id", "redirect_uri", "state", "response_mode" }) {
        Fields fields = web_request();
        fields.emplace_back(name, "again");
        fields.emplace_back(name, "again");
        expect_page(fields, "AADB2C90122");
    }
    Fields twice = web_request();
    twice.emplace_back("scope", "openid");
    expect_redirect(twice, "AADB2C90122", "invalid_request");
}

TEST_F(AuthorizeTest, BrokenEncodingAndNulAreAPage)
{
    for (char const* end : { "&x=%zz", "&x=%00", "&x=%ff" }) {
        browser.get(endpoint("authorize") + "?" + build(web_request()) + end);
        EXPECT_EQ(browser.page.status, 400) << end;
        EXPECT_FALSE(browser.is_away());
    }
}

// attack-70
TEST_F(AuthorizeTest, Attack70AQueryOfOnlyAmpersandsIsAPage)
{
    browser.get(endpoint("authorize") + "?&&&&");
    EXPECT_EQ(error_code(), "AADB2C90008");
}

// attack-1 to attack-4, attack-7: the address must be the registered one, character for character.
TEST_F(AuthorizeTest, Attack01To04AndAttack07NearMissesOfTheAddressAreAPage)
{
    for (char const* uri :
        { "https://web.example@evil.example/cb", "https://web.example\\@evil.example/cb", "https://web.example/cb/",
            "https://web.example/CB", "https://WEB.example/cb", "https://web.example/cb?x=1",
            "https://web.example/cb#x", "https://web.example/cb/../cb", "https://web.example/%63b",
            "https://webxexample/cb", "https://web.example:443/cb", "http://web.example/cb", "https://web.example/*",
            "javascript:alert(1)", "data:text/html,x", "//web.example/cb", "https://web.example/cb%0a" })
        expect_page(with({ { "redirect_uri", uri } }), "AADB2C90006");
}

// attack-8
TEST_F(AuthorizeTest, Attack08MarkupOfTheRequestIsTextOnTheErrorPage)
{
    ask(with({ { "redirect_uri", "https://evil.example/<script>alert(1)</script>" },
        { "error_description", "<script>x</script>" } }));
    EXPECT_FALSE(browser.shows("<script>alert"));
    EXPECT_FALSE(browser.shows("<script>x"));
    Fields twice = web_request();
    twice.emplace_back("state", "<script>y</script>");
    ask(twice);
    EXPECT_FALSE(browser.shows("<script>y"));
}

// attack-22
TEST_F(AuthorizeTest, Attack22ADisabledAppIsUnknown)
{
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    expect_page(web_request(), "AADB2C90018");
}

// attack-12, attack-13: what a proxy might say is not believed.
TEST_F(AuthorizeTest, Attack12AndAttack13ForwardedFieldsChangeNothing)
{
    browser.fields.set("X-Forwarded-For", "127.0.0.1, ,;drop");
    browser.fields.set("X-Forwarded-Host", "evil.example");
    browser.fields.set("X-Forwarded-Uri", "/health");
    browser.fields.set("X-Original-Url", "/health");
    ask(web_request());
    EXPECT_TRUE(browser.has_element("password"));
    EXPECT_FALSE(browser.shows("evil.example"));
}

// attack-27: Basic credentials are a client's, at the token endpoint; a person's open nothing.
TEST_F(AuthorizeTest, Attack27BasicCredentialsOfAPersonSkipNoStep)
{
    browser.fields.set("Authorization", "Basic " + base64_encode(std::string(kEmail) + ":" + kPassword));
    ask(web_request());
    EXPECT_TRUE(browser.has_element("password"));
    expect_redirect(with({ { "prompt", "none" } }), "AADB2C90077", "interaction_required");
}

TEST_F(AuthorizeTest, AnIdTokenHintSaysForWhomASilentAnswerIs)
{
    std::string const ada_hint = *token(redeem(code())).text("id_token");
    clock.advance(std::chrono::hours(2)); // a hint may have expired
    auto const silently
        = [&](std::string const& hint) { return with({ { "prompt", "none" }, { "id_token_hint", hint } }); };
    ask(silently(ada_hint));
    EXPECT_NE(browser.answer("code"), "");
    expect_redirect(silently("x"), "AADB2C90077", "interaction_required");
    // Bob's session is not an answer for Ada.
    add_user("bob@example.test");
    browser.cookies.clear();
    ask(web_request());
    browser.press("continue", { { "signInName", "bob@example.test" }, { "password", kPassword } });
    EXPECT_NE(browser.answer("code"), "");
    expect_redirect(silently(ada_hint), "AADB2C90077", "interaction_required");
    ask(silently(""));
    EXPECT_NE(browser.answer("code"), "");
    // Nor is a token of another application a hint of this one.
    change_app(kSpa, [](Application& app) { app.implicit_id_token = true; });
    ask(with({ { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "response_type", "id_token" } }));
    std::string const of_spa = browser.answer("id_token");
    ASSERT_NE(of_spa, "");
    expect_redirect(silently(of_spa), "AADB2C90077", "interaction_required");
}

// RFC 9470
TEST_F(AuthorizeTest, AcrValuesAskForTheMissingFactorAlone)
{
    policy::UserFlow flow;
    flow.name = "B2C_1_StepUp";
    flow.claims = { "objectId" };
    flow.mfa = policy::Mfa::OnRequest;
    flow.mfa_methods = { policy::MfaMethod::Email };
    write([&](Ports& ports) {
        return ports.policies.save(tenant.id,
            { PolicyId(flow.name), policy::leaf_xml(flow, kDomain), json::write(policy::to_json(flow)), clock.now() });
    });
    refresh();
    browser.get("/contoso.onmicrosoft.com/B2C_1_StepUp/v2.0/.well-known/openid-configuration");
    auto const document = json::parse_object(std::string(browser.html()));
    ASSERT_TRUE(document && document->array("acr_values_supported"));
    EXPECT_EQ(*document->array("acr_values_supported")->front().as_text(), "mfa");
    std::string const first = code(web_request(), flow.name);
    EXPECT_FALSE(claims(*token(redeem(first), {}, flow.name).text("id_token")).find("acr"));
    ask(with({ { "acr_values", "mfa" } }), flow.name);
    EXPECT_FALSE(browser.is_away()) << browser.away;
    EXPECT_FALSE(browser.has_element("password"));
    ask(with({ { "acr_values", "mfa" }, { "prompt", "none" } }), flow.name);
    EXPECT_EQ(error_code(), "AADB2C90077");
}

TEST_F(AuthorizeTest, PromptCreateOpensTheSignUpPage)
{
    ask(with({ { "prompt", "create" } }));
    EXPECT_TRUE(browser.has_element("reenterPassword"));
}

// attack-74: a hint is no proof of anything, whoever signed it.
TEST_F(AuthorizeTest, Attack74AnIdTokenHintSignsNobodyIn)
{
    std::string const real = *token(redeem(code())).text("id_token");
    std::string const forged
        = base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(R"({"sub":")" + ada.text() + "\"}") + ".";
    for (std::string const& hint : { real, forged, std::string("x") }) {
        browser.cookies.clear();
        expect_redirect(
            with({ { "prompt", "none" }, { "id_token_hint", hint } }), "AADB2C90077", "interaction_required");
    }
}

TEST_F(AuthorizeTest, AFormPostIsTakenAsAQueryIs)
{
    url::Form form;
    for (auto const& [name, value] : web_request())
        form.add(name, value);
    browser.post(endpoint("authorize"), form);
    EXPECT_TRUE(browser.has_element("password"));
}

TEST_F(AuthorizeTest, EveryUrlFormShowsThePage)
{
    for (std::string const& path : { std::string("/tfp/contoso.onmicrosoft.com/B2C_1_SignIn"),
             std::string("/te/contoso.onmicrosoft.com/b2c_1_signin"),
             std::string("/") + kTenantGuid + "/b2c_1_SIGNIN" }) {
        browser.get(path + "/oauth2/v2.0/authorize?" + build(web_request()));
        EXPECT_TRUE(browser.has_element("password")) << path;
    }
    browser.get("/contoso.onmicrosoft.com/oauth2/v2.0/authorize?p=b2c_1_signin&" + build(web_request()));
    EXPECT_TRUE(browser.has_element("password"));
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(AuthorizeTest, PromptsOfClientLibrariesAreTolerated)
{
    for (char const* prompt : { "login", "consent", "select_account" }) {
        ask(with({ { "prompt", prompt } }));
        EXPECT_TRUE(browser.has_element("password")) << prompt;
    }
    ask(with({ { "x-client-SKU", "MSAL.JS" }, { "claims", "{}" }, { "instance_aware", "true" },
        { "domain_hint", "nowhere.example" } }));
    EXPECT_TRUE(browser.has_element("password"));
}

TEST_F(AuthorizeTest, LoginHintFillsTheNameIn)
{
    ask(with({ { "login_hint", "grace@example.test" } }));
    EXPECT_EQ(testkit::first_form(browser.html())->fields.get("signInName"), "grace@example.test");
}

// --- the answer -----------------------------------------------------------------------------------------------------

TEST_F(AuthorizeTest, TheAnswerIsInTheQueryByDefaultWithTheStateByteForByte)
{
    std::string const state = "a b+c%20&=/\xc3\xa4~\"<>'";
    sign_in(with({ { "state", state } }));
    EXPECT_EQ(browser.away.find(std::string(kWebReturn) + "?state="), 0u) << browser.away;
    EXPECT_EQ(browser.answer("state"), state);
    EXPECT_EQ(browser.answer("code").size(), 55u);
    EXPECT_EQ(browser.page.headers.get("Cache-Control"), "no-store");
}

TEST_F(AuthorizeTest, ARegisteredQueryIsKept)
{
    sign_in(with({ { "redirect_uri", "https://web.example/cb?keep=1" } }));
    EXPECT_EQ(browser.away.find("https://web.example/cb?keep=1&state=s1&code="), 0u) << browser.away;
}

TEST_F(AuthorizeTest, WithoutStateNoneIsAnswered)
{
    sign_in(with({ { "state", "" } }));
    EXPECT_EQ(browser.away.find("state"), std::string::npos);
}

TEST_F(AuthorizeTest, FragmentModePutsTheAnswerBehindTheHash)
{
    sign_in(with({ { "response_mode", "fragment" }, { "client_info", "1" } }));
    EXPECT_EQ(browser.away.find(std::string(kWebReturn) + "#state=s1&client_info="), 0u) << browser.away;
    auto const info = json::parse_object(base64url_decode(browser.answer("client_info")).value_or(""));
    ASSERT_TRUE(info.has_value());
    EXPECT_EQ(info->text("uid"), ada.text() + "-b2c_1_signin");
    EXPECT_EQ(info->text("utid"), kTenantGuid);
}

TEST_F(AuthorizeTest, FormPostModeIsAPageThatPosts)
{
    sign_in(with({ { "response_mode", "form_post" } }));
    EXPECT_FALSE(browser.is_away());
    auto const form = testkit::first_form(browser.html());
    ASSERT_TRUE(form.has_value());
    EXPECT_EQ(form->action, kWebReturn);
    EXPECT_EQ(form->fields.get("state"), "s1");
    EXPECT_EQ(form->fields.get("code").size(), 55u);
    // The script that submits is allowed by name, nothing else is.
    std::string const policy = browser.page.headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("'nonce-"), std::string::npos) << policy;
    EXPECT_EQ(policy.find("'unsafe-inline'"), std::string::npos);
    browser.press("");
    EXPECT_EQ(browser.away, kWebReturn);
}

// attack-9
TEST_F(AuthorizeTest, Attack09TheStateIsTextOnTheFormPostPage)
{
    std::string const state = "\"><script>alert(1)</script>";
    sign_in(with({ { "response_mode", "form_post" }, { "state", state } }));
    EXPECT_FALSE(browser.shows("<script>alert"));
    EXPECT_EQ(testkit::first_form(browser.html())->fields.get("state"), state);
}

TEST_F(AuthorizeTest, ErrorsUseTheRequestedMode)
{
    ask(with({ { "response_mode", "fragment" }, { "scope", "" } }));
    EXPECT_EQ(browser.away.find(std::string(kWebReturn) + "#error=invalid_request&"), 0u);
    ask(with({ { "response_mode", "form_post" }, { "scope", "" } }));
    EXPECT_EQ(testkit::first_form(browser.html())->fields.get("error"), "invalid_request");
}

TEST_F(AuthorizeTest, TheDescriptionHasB2CsLinesInDotNetsEncoding)
{
    ask(with({ { "scope", "" } }));
    std::string const description = browser.answer("error_description");
    EXPECT_EQ(description,
        "AADB2C90010: The request does not contain a scope parameter.\r\nCorrelation ID: "
        "00000000-0000-4000-8000-000000000001\r\nTimestamp: "
            + b2c_timestamp(clock.now()) + "\r\n");
    EXPECT_NE(browser.away.find("error_description=AADB2C90010%3a+The+request+does+not+contain+a+scope+parameter.%0d%"
                                "0aCorrelation+ID%3a+0"),
        std::string::npos)
        << browser.away;
    EXPECT_NE(browser.away.find("%0d%0a&state=s1"), std::string::npos) << browser.away;
}

TEST_F(AuthorizeTest, PromptNoneWithoutASessionNeedsThePerson)
{
    expect_redirect(with({ { "prompt", "none" } }), "AADB2C90077", "interaction_required");
    // MSAL.js reads this in a hidden frame: the bounce must not forbid frames.
    EXPECT_FALSE(browser.last.headers.find("X-Frame-Options"));
}

TEST_F(AuthorizeTest, PagesMayNotBeFramed)
{
    ask(web_request());
    EXPECT_NE(browser.page.headers.get("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(browser.page.headers.get("Cache-Control"), "no-store");
}

} // namespace
} // namespace gatehouse::oidc
