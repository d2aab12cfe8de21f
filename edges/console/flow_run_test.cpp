#include "edges/console/flow_run.h"

#include "edges/console/flow_world_test.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

namespace gatehouse::console {
namespace {

TEST(FlowRun, TheAddressIsWhatAnAppWouldSend)
{
    FlowRun run{ .endpoint = "https://login.example.test/contoso.onmicrosoft.com/B2C_1_a/oauth2/v2.0/authorize",
        .client = ClientId("c1"),
        .redirect_uri = "https://app.example.test/a?b=c&d",
        .state = "s",
        .nonce = "n" };
    EXPECT_EQ(address_of(run),
        run.endpoint
            + "?client_id=c1&redirect_uri=https%3A%2F%2Fapp.example.test%2Fa%3Fb%3Dc%26d&response_type=code&scope="
              "openid&state=s&nonce=n");
    run.language = "de";
    run.login_hint = "ada@example.test";
    run.domain_hint = "google.com";
    EXPECT_TRUE(address_of(run).ends_with("&ui_locales=de&login_hint=ada%40example.test&domain_hint=google.com"));
}

TEST(FlowRun, AppsWithoutASecretProveTheirRequest)
{
    EXPECT_FALSE(needs_pkce(AppKind::Web));
    EXPECT_TRUE(needs_pkce(AppKind::Spa));
    EXPECT_TRUE(needs_pkce(AppKind::Native));
    FlowRun const run{ .endpoint = "https://a.test/x", .client = {}, .redirect_uri = {}, .verifier = "secret" };
    EXPECT_NE(address_of(run).find("&code_challenge=" + crypto::sha256_text("secret") + "&code_challenge_method=S256"),
        std::string::npos);
    EXPECT_EQ(address_of(run).find("secret"), std::string::npos);
}

TEST(FlowRun, AnIdTokenDoesNotStandInAQuery)
{
    FlowRun const run{ .endpoint = "https://a.test/x", .client = {}, .redirect_uri = {}, .response_type = "id_token" };
    EXPECT_NE(address_of(run).find("response_mode=fragment"), std::string::npos);
}

class ConsoleFlowRun : public FlowWorld {
protected:
    void add_app(std::string const& id, AppKind kind, std::vector<std::string> const& uris)
    {
        Application app;
        app.id = ClientId(id);
        app.name = "App <" + id.substr(0, 2) + ">";
        app.kind = kind;
        app.redirect_uris = redirect_uris_of(kind, uris);
        write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), app); });
    }
    // Of the link on the page.
    std::string address()
    {
        std::string const html(browser.html());
        return replace_all(testkit::between(html, "id=\"run\" href=\"", "\""), "&amp;", "&");
    }
    static constexpr char const* kWeb = "aaaaaaaa-1111-4111-8111-111111111111";
    static constexpr char const* kSpa = "bbbbbbbb-1111-4111-8111-111111111111";
};

TEST_F(ConsoleFlowRun, TheLinkLeadsToTheSignInPageInTheLanguageThatWasChosen)
{
    add_app(kWeb, AppKind::Web, { "https://app.example.test/back", "https://app.example.test/other" });
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.get(at("/flows/B2C_1_signin/run"));
    EXPECT_TRUE(browser.shows("App &lt;aa&gt;")) << browser.html();
    std::string const first = address();
    EXPECT_NE(first.find("redirect_uri=https%3A%2F%2Fapp.example.test%2Fback&"), std::string::npos) << first;
    browser.get(at("/flows/B2C_1_signin/run") + "?client=" + kWeb
        + "&redirect_uri=https%3A%2F%2Fapp.example.test%2Fother&language=de&response_type=code&scope=openid");
    std::string const second = address();
    EXPECT_NE(second.find("redirect_uri=https%3A%2F%2Fapp.example.test%2Fother&"), std::string::npos) << second;
    EXPECT_NE(testkit::between(first, "state=", "&"), testkit::between(second, "state=", "&"));
    EXPECT_NE(testkit::between(first, "nonce=", "&"), testkit::between(second + "&", "nonce=", "&"));
    EXPECT_EQ(second.find("code_challenge"), std::string::npos);
    ASSERT_TRUE(plans.refresh().has_value());
    browser.get(second);
    EXPECT_TRUE(browser.has_element("signInName")) << browser.html();
    EXPECT_TRUE(browser.shows("<html lang=\"de\">"));
}

TEST_F(ConsoleFlowRun, AnAddressThatIsNotTheAppsIsNotUsed)
{
    add_app(kWeb, AppKind::Web, { "https://app.example.test/back" });
    sign_in_as(AdminRole::Auditor);
    write([&](Ports& ports) {
        Tenant const tenant = ports.tenants.find(kTenant).value().value();
        return flows::create(
            ports, { tenant, {} }, flows::fresh_flow("B2C_1_signin", policy::FlowType::SignUpOrSignIn));
    });
    browser.get(at("/flows/B2C_1_signin/run") + "?client=" + kWeb
        + "&redirect_uri=https%3A%2F%2Fevil.example.test%2F&language=xx&response_type=token");
    EXPECT_EQ(address().find("evil"), std::string::npos);
    EXPECT_EQ(address().find("ui_locales"), std::string::npos);
    EXPECT_NE(address().find("response_type=code"), std::string::npos);
}

TEST_F(ConsoleFlowRun, APublicAppGetsItsVerifier)
{
    add_app(kSpa, AppKind::Spa, { "https://spa.example.test/" });
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.get(at("/flows/B2C_1_signin/run"));
    std::string const html(browser.html());
    std::string const verifier = testkit::between(html.substr(html.find("code_verifier")), "<code>", "</code>");
    EXPECT_NE(address().find("code_challenge=" + crypto::sha256_text(verifier)), std::string::npos) << html;
}

TEST_F(ConsoleFlowRun, WithoutAnAppOrPagesThePageSaysWhatToDo)
{
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.get(at("/flows/B2C_1_signin/run"));
    EXPECT_TRUE(browser.shows("Register one at"));
    browser.get(at("/flows/new"));
    post(at("/flows/new"),
        { { "name", "ropc" }, { "type", "ResourceOwner" }, { "accounts", "email" }, { "mfa", "off" },
            { "claims", "objectId" } });
    browser.get(at("/flows/B2C_1_ropc/run"));
    EXPECT_TRUE(browser.shows("This flow has no pages.")) << browser.html();
}

} // namespace
} // namespace gatehouse::console
