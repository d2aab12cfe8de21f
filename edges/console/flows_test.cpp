#include "core/flows/parts.h"
#include "edges/console/flow_world_test.h"

namespace gatehouse::console {
namespace {

using policy::FlowType;
using policy::UserFlow;

using ConsoleFlows = FlowWorld;

TEST_F(ConsoleFlows, AFlowIsCreatedListedAndDeleted)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/flows"));
    EXPECT_TRUE(browser.shows("There is no user flow yet."));
    create("signin");
    ASSERT_TRUE(browser.shows("B2C_1_signin was created.")) << browser.html();
    auto const flow = find("B2C_1_signin");
    ASSERT_TRUE(flow);
    EXPECT_EQ(flow->collect, std::vector<std::string>({ "displayName" }));
    EXPECT_EQ(flow->claims, std::vector<std::string>({ "displayName", "objectId" }));
    ASSERT_EQ(audited(AuditKind::FlowSaved).size(), 1U);
    EXPECT_EQ(audited(AuditKind::FlowSaved)[0].policy, PolicyId("B2C_1_signin"));
    browser.get(at("/flows"));
    EXPECT_TRUE(browser.shows("/flows/B2C_1_signin\">B2C_1_signin</a>"));
    browser.get(at("/flows/B2C_1_signin/delete"));
    EXPECT_TRUE(find("B2C_1_signin"));
    post(at("/flows/B2C_1_signin/delete"));
    EXPECT_FALSE(find("B2C_1_signin"));
    EXPECT_EQ(audited(AuditKind::FlowDeleted).size(), 1U);
}

TEST_F(ConsoleFlows, ASearchForItsNameLeadsToIt)
{
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.get(at("/search?q=b2c_1_SignIn"));
    EXPECT_TRUE(browser.shows("<h1 class=\"heading\">B2C_1_signin</h1>")) << browser.html();
    EXPECT_TRUE(browser.shows("aria-label=\"User flow\""));
}

TEST_F(ConsoleFlows, ANameThatIsTakenOrNoneLosesNothingThatWasTyped)
{
    sign_in_as(AdminRole::Policy);
    create("signin");
    create("SignIn", { { "claims", "city" } });
    EXPECT_EQ(browser.page.status, 409);
    EXPECT_TRUE(browser.shows("There is a policy B2C_1_SignIn already: choose another name.")) << browser.html();
    EXPECT_TRUE(browser.shows("value=\"SignIn\""));
    EXPECT_TRUE(browser.shows("name=\"claims\" value=\"city\" checked"));
    for (std::string const& bad : std::vector<std::string>{ "", "a b", "<b>", "../x", std::string(200, 'x') }) {
        create(bad);
        EXPECT_EQ(browser.page.status, 400) << bad;
        EXPECT_FALSE(browser.shows("<b>"));
    }
}

TEST_F(ConsoleFlows, WhatTheFormDoesNotOfferIsRefused)
{
    sign_in_as(AdminRole::Policy);
    create("one", { { "claims", "passwordHash" } });
    EXPECT_EQ(browser.page.status, 400);
    create("two", { { "provider", "nobody" } });
    EXPECT_EQ(browser.page.status, 400);
    browser.get(at("/flows/new"));
    post(at("/flows/new"), { { "name", "three" }, { "accounts", "stars" }, { "mfa", "off" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_FALSE(find("B2C_1_one") || find("B2C_1_two") || find("B2C_1_three"));
}

TEST_F(ConsoleFlows, WithoutAccountsOfItsOwnAFlowNeedsAProvider)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/flows/new"));
    post(at("/flows/new"),
        { { "name", "social" }, { "type", "SignUpOrSignIn" }, { "accounts", "none" }, { "mfa", "off" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("Without accounts of its own the flow needs an identity provider.")) << browser.html();
}

TEST_F(ConsoleFlows, PropertiesAreSavedTogetherAndEachFaultStandsAtItsField)
{
    sign_in_as(AdminRole::Policy);
    create("signin");
    testkit::Browser::Pairs values{ { "mfa", "always" }, { "mfaMethods", "sms" }, { "mfaMethods", "authenticatorApp" },
        { "sessionLifetimeMinutes", "60" }, { "sessionAbsolute", "yes" }, { "ssoScope", "Application" },
        { "keepMeSignedInDays", "30" }, { "accessTokenLifetimeMinutes", "15" }, { "idTokenLifetimeMinutes", "20" },
        { "refreshTokenLifetimeHours", "48" }, { "refreshWindowHours", "240" }, { "issuerWithTfp", "yes" },
        { "passwordRules", "custom" }, { "minLength", "10" }, { "maxLength", "20" }, { "characterClasses", "2" },
        { "forgotPassword", "returnError" }, { "forcedPasswordReset", "yes" } };
    browser.get(at("/flows/B2C_1_signin/properties"));
    post(at("/flows/B2C_1_signin/properties"), values);
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    UserFlow const flow = *find("B2C_1_signin");
    EXPECT_EQ(flow.mfa, policy::Mfa::Always);
    EXPECT_EQ(flow.mfa_methods, std::vector({ policy::MfaMethod::Sms, policy::MfaMethod::AuthenticatorApp }));
    EXPECT_EQ(flow.access_token_lifetime, 15min);
    EXPECT_EQ(flow.refresh_window, 240h);
    EXPECT_TRUE(flow.session_absolute && flow.issuer_with_tfp && flow.forced_password_reset);
    EXPECT_FALSE(flow.passkey_sign_in || flow.javascript || flow.strict_openid);
    EXPECT_EQ(flow.custom_password_rules.min_length, 10);
    EXPECT_EQ(flow.custom_password_rules.max_length, 20);
    EXPECT_EQ(flow.forgot_password, policy::ForgotPassword::ReturnError);
    EXPECT_EQ(audited(AuditKind::FlowSaved).size(), 2U);

    values[7].second = "4";
    values[8].second = "soon";
    post(at("/flows/B2C_1_signin/properties"), values);
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("id=\"accessTokenLifetimeMinutes-error\">It must be a whole number from 5 to 1440."))
        << browser.html();
    EXPECT_TRUE(browser.shows("id=\"idTokenLifetimeMinutes-error\""));
    EXPECT_TRUE(browser.shows("name=\"idTokenLifetimeMinutes\" type=\"number\" value=\"soon\""));
    EXPECT_EQ(find("B2C_1_signin")->access_token_lifetime, 15min);
    EXPECT_EQ(audited(AuditKind::FlowSaved).size(), 2U);
}

TEST_F(ConsoleFlows, CustomRulesAreJudgedTogether)
{
    sign_in_as(AdminRole::Policy);
    create("reset", {});
    browser.get(at("/flows/B2C_1_reset/properties"));
    testkit::Browser::Pairs const rest{ { "mfa", "off" }, { "mfaMethods", "sms" }, { "sessionLifetimeMinutes", "60" },
        { "ssoScope", "Tenant" }, { "keepMeSignedInDays", "0" }, { "accessTokenLifetimeMinutes", "60" },
        { "idTokenLifetimeMinutes", "60" }, { "refreshTokenLifetimeHours", "48" }, { "refreshWindowHours", "240" },
        { "passwordRules", "custom" }, { "characterClasses", "0" }, { "digitsOnly", "yes" },
        { "forgotPassword", "inJourney" } };
    auto const save = [&](std::string const& least, std::string const& most) {
        auto values = rest;
        values.insert(values.end(), { { "minLength", least }, { "maxLength", most } });
        return post(at("/flows/B2C_1_reset/properties"), values).status;
    };
    EXPECT_EQ(save("4", "6"), 200) << browser.html();
    EXPECT_EQ(save("9", "8"), 400);
    EXPECT_TRUE(browser.shows("a range with minLength up to maxLength")) << browser.html();
    EXPECT_EQ(save("4", "1000"), 400);
    EXPECT_TRUE(browser.shows("id=\"maxLength-error\""));
    EXPECT_EQ(find("B2C_1_reset")->custom_password_rules.max_length, 6);
}

TEST_F(ConsoleFlows, ProvidersHaveAnOrder)
{
    for (auto const& [name, kind] :
        { std::pair("google", policy::ProviderKind::Google), std::pair("github", policy::ProviderKind::GitHub) })
        write([&](Ports& ports) -> Result<void> {
            Tenant const tenant = ports.tenants.find(kTenant).value().value();
            TRY(flows::save_provider(
                ports, { tenant, {} }, { .name = name, .kind = kind, .client_id = "client" }, PolicySecret("secret")));
            return {};
        });
    sign_in_as(AdminRole::Policy);
    create("signin", { { "provider", "google" } });
    browser.get(at("/flows/B2C_1_signin/providers"));
    EXPECT_TRUE(browser.shows("name=\"place.github\""));
    post(at("/flows/B2C_1_signin/providers"),
        { { "accounts", "none" }, { "emailVerification", "yes" }, { "recoveryEmail", "yes" }, { "place.google", "2" },
            { "place.github", "1" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    UserFlow const flow = *find("B2C_1_signin");
    ASSERT_EQ(flow.identity_providers.size(), 2U);
    EXPECT_EQ(flow.identity_providers[0].name, "github");
    EXPECT_EQ(flow.accounts, policy::AccountKind::None);
    EXPECT_TRUE(flow.recovery_email);
    post(at("/flows/B2C_1_signin/providers"), { { "accounts", "none" }, { "place.google", "" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(find("B2C_1_signin")->identity_providers.size(), 2U);
}

TEST_F(ConsoleFlows, AnApiIsAskedWhereTheFlowSays)
{
    write([&](Ports& ports) -> Result<void> {
        Tenant const tenant = ports.tenants.find(kTenant).value().value();
        TRY(flows::save_connector(ports, { tenant, {} },
            { { .name = "check",
                .url = "https://api.example.test/check",
                .authentication = policy::ApiConnector::Authentication::None,
                .header = "" } },
            {}));
        return {};
    });
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.get(at("/flows/B2C_1_signin/connectors"));
    post(at("/flows/B2C_1_signin/connectors"), { { "before_token", "check" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    ASSERT_TRUE(find("B2C_1_signin")->before_token);
    EXPECT_EQ(find("B2C_1_signin")->before_token->url, "https://api.example.test/check");
    post(at("/flows/B2C_1_signin/connectors"), { { "before_token", "none-of-ours" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("which the tenant does not have."));
    post(at("/flows/B2C_1_signin/connectors"), { { "after_federation", "check" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(find("B2C_1_signin")->before_token);
}

TEST_F(ConsoleFlows, Attack54AFlowOfAnotherTenantIsNotHere)
{
    write([&](Ports& ports) -> Result<void> {
        Tenant const tenant = ports.tenants.find(kOther).value().value();
        return flows::create(ports, { tenant, {} }, flows::fresh_flow("B2C_1_theirs", FlowType::SignUpOrSignIn));
    });
    sign_in_as(AdminRole::Global);
    browser.get(at("/flows"));
    for (char const* below : { "", "/properties", "/providers", "/connectors", "/delete" }) {
        EXPECT_EQ(browser.get(at("/flows/B2C_1_theirs") + below).status, 404) << below;
    }
    browser.get(at("/flows"));
    post(at("/flows/B2C_1_theirs/delete"));
    EXPECT_EQ(browser.page.status, 404);
    EXPECT_TRUE(find("B2C_1_theirs", kOther));
}

TEST_F(ConsoleFlows, AnAuditorSeesEveryPageAndChangesNothing)
{
    sign_in_as(AdminRole::Policy);
    create("signin");
    browser.cookies.clear();
    sign_in_as(AdminRole::Auditor);
    for (char const* below : { "", "/properties", "/providers", "/connectors" }) {
        EXPECT_EQ(browser.get(at("/flows/B2C_1_signin") + below).status, 200) << below;
        EXPECT_EQ(testkit::between(std::string(browser.html()), "<main", "</main>").find("<form"), std::string::npos)
            << below;
    }
    post(at("/flows/B2C_1_signin/delete"));
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_TRUE(find("B2C_1_signin"));
}

} // namespace
} // namespace gatehouse::console
