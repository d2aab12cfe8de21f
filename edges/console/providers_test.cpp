#include "edges/console/flow_parts_world_test.h"
#include "libs/crypto/certificate.h"

namespace gatehouse::console {
namespace {

using policy::ProviderKind;

class ConsoleProviders : public ConsoleFlowParts {
protected:
    void add_google()
    {
        fill_in("/providers/google/new", { { "clientId", "123.google" }, { "secret", "s3cret-of-google" } });
        EXPECT_TRUE(browser.shows("Google was added.")) << browser.html();
    }
    static testkit::Browser::Pairs corp(testkit::Browser::Pairs changed = {})
    {
        testkit::Browser::Pairs all{ { "displayName", "Corp" }, { "clientId", "gatehouse" },
            { "metadata", "https://id.corp.example/.well-known/openid-configuration" }, { "scope", "openid email" },
            { "responseType", "code" }, { "responseMode", "query" }, { "domainHint", "corp.example" },
            { "claims", "sub" }, { "claimDisplayName", "name" }, { "claimEmail", "mail" }, { "secret", "hush" } };
        for (auto& [name, value] : changed)
            for (auto& [known, old] : all)
                if (known == name)
                    old = value;
        return all;
    }
};

TEST_F(ConsoleProviders, OneIsAddedUsedChangedAndRemoved)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/providers"));
    EXPECT_TRUE(browser.shows(">Amazon</a>"));
    add_google();
    EXPECT_TRUE(browser.shows(std::string(kOrigin) + "/" + kDomain + "/oauth2/authresp"));
    EXPECT_FALSE(browser.shows("s3cret"));
    ASSERT_EQ(providers().size(), 1U);
    EXPECT_EQ(providers()[0].name, "Google-OAUTH");
    EXPECT_EQ(secret("B2C_1A_IdentityProvider_Google-OAUTH_Secret"), "s3cret-of-google");
    save_flow([](policy::UserFlow& flow) { flow.identity_providers = { { .name = "Google-OAUTH" } }; });
    browser.get(at("/providers"));
    EXPECT_TRUE(browser.shows("href=\"" + at("/flows/B2C_1_susi") + "\"")) << browser.html();

    fill_in("/providers/Google-OAUTH/change", { { "clientId", "456.google" }, { "displayName", "Our Google" } });
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(flow().identity_providers.at(0).client_id, "456.google");
    EXPECT_EQ(secret("B2C_1A_IdentityProvider_Google-OAUTH_Secret"), "s3cret-of-google");

    browser.get(at("/providers/Google-OAUTH/remove"));
    EXPECT_TRUE(browser.shows("B2C_1_susi"));
    EXPECT_EQ(post(at("/providers/Google-OAUTH/remove")).status, 409);
    EXPECT_TRUE(browser.shows("B2C_1_susi"));
    save_flow([](policy::UserFlow&) { });
    fill_in("/providers/Google-OAUTH/remove", {});
    EXPECT_TRUE(browser.shows("Our Google was removed.")) << browser.html();
    EXPECT_TRUE(providers().empty());
    EXPECT_EQ(secret("B2C_1A_IdentityProvider_Google-OAUTH_Secret"), "");
    EXPECT_EQ(browser.get(at("/providers/Google-OAUTH")).status, 404);
}

TEST_F(ConsoleProviders, EachChangeIsOnRecordWithoutTheSecret)
{
    sign_in_as(AdminRole::Policy);
    add_google();
    fill_in("/providers/Google-OAUTH/secret", { { "secret", "the-next-one" } });
    EXPECT_EQ(secret("B2C_1A_IdentityProvider_Google-OAUTH_Secret"), "the-next-one");
    fill_in("/providers/Google-OAUTH/remove", {});
    auto const saved = audited(AuditKind::FlowPartSaved);
    ASSERT_EQ(saved.size(), 2U);
    for (AuditEvent const& event : saved) {
        EXPECT_NE(event.detail.find(ada.text()), std::string::npos) << event.detail;
        EXPECT_NE(event.detail.find("\"secret\":true"), std::string::npos) << event.detail;
        EXPECT_EQ(event.detail.find("the-next-one"), std::string::npos);
    }
    EXPECT_EQ(audited(AuditKind::FlowPartDeleted).size(), 1U);
}

TEST_F(ConsoleProviders, AnOpenIdConnectProviderHasSettingsOfItsOwn)
{
    sign_in_as(AdminRole::Policy);
    fill_in("/providers/openid_connect/new", corp());
    EXPECT_TRUE(browser.shows("Corp was added.")) << browser.html();
    ASSERT_EQ(providers().size(), 1U);
    policy::IdentityProvider const made = providers()[0];
    EXPECT_TRUE(made.name.starts_with("OIDC-V1-Corp-")) << made.name;
    EXPECT_EQ(made.scope, "openid email");
    EXPECT_EQ(made.response_mode, "query");
    EXPECT_EQ(made.domain_hint, "corp.example");
    EXPECT_EQ(made.claims.email, "mail");
    EXPECT_EQ(made.claims.surname, "");
    fill_in("/providers/entra/new",
        corp({ { "metadata", "fabrikam.example" }, { "displayName", "Fabrikam" }, { "claims", "oid" } }));
    ASSERT_EQ(providers().size(), 2U) << browser.html();
    EXPECT_TRUE(browser.shows("https://login.microsoftonline.com/fabrikam.example/v2.0/.well-known"));
}

TEST_F(ConsoleProviders, AppleTakesTheKeyThatSignsItsSecrets)
{
    sign_in_as(AdminRole::Policy);
    testkit::Browser::Pairs apple{ { "clientId", "org.example.signin" }, { "developerId", "TEAM123456" },
        { "keyId", "KEY1234567" }, { "secret", "no key" } };
    EXPECT_EQ(fill_in("/providers/apple/new", apple).status, 400);
    EXPECT_TRUE(browser.shows(".p8 file")) << browser.html();
    EXPECT_TRUE(providers().empty());
    apple.back().second = crypto::make_authority("Apple", clock.now()).value().key_pem;
    fill_in("/providers/apple/new", apple);
    ASSERT_EQ(providers().size(), 1U) << browser.html();
    EXPECT_EQ(providers()[0].key_id, "KEY1234567");
}

TEST_F(ConsoleProviders, TheAddressToRegisterNamesTheFlowForX)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/providers/twitter/new"));
    EXPECT_TRUE(browser.shows("/FLOW/oauth1/authresp"));
    fill_in("/providers/twitter/new", { { "clientId", "x" }, { "secret", "y" } });
    save_flow([](policy::UserFlow& flow) { flow.identity_providers = { { .name = "Twitter-OAUTH" } }; });
    browser.get(at("/providers/Twitter-OAUTH"));
    EXPECT_TRUE(browser.shows(std::string(kOrigin) + "/" + kDomain + "/b2c_1_susi/oauth1/authresp"));
}

TEST_F(ConsoleProviders, WhatIsWrongIsSaidBesideItsFieldAndNothingIsStored)
{
    sign_in_as(AdminRole::Policy);
    struct Case {
        char const* field;
        std::string value;
        char const* said;
    };
    for (Case const& wrong : std::vector<Case>{ { "metadata", "ftp://x", "It must be the https address" },
             { "metadata", "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
                 "It must be that of one organization" },
             { "clientId", "", "It must be given" }, { "clientId", std::string(600, 'x'), "At most 512 characters." },
             { "clientId", "a\tb", "One line of text" }, { "displayName", "", "Enter what the button says." },
             { "scope", "", "Enter at least openid." }, { "responseType", "token", "It must be code or id_token" },
             { "responseMode", "fragment", "It must be form_post or query" }, { "claims", "", "userId has a name" },
             { "secret", "", "Enter the secret" }, { "secret", "a\nb", "one line of text" },
             { "secret", std::string(9000, 'x'), "too long" } }) {
        EXPECT_EQ(fill_in("/providers/openid_connect/new", corp({ { wrong.field, wrong.value } })).status, 400)
            << wrong.field << " " << wrong.value;
        EXPECT_TRUE(browser.shows(wrong.said)) << wrong.field << " " << wrong.value << browser.html();
        EXPECT_TRUE(browser.shows("id=\"" + std::string(wrong.field) + "-error\"")) << wrong.field;
        EXPECT_FALSE(browser.shows("hush"));
    }
    EXPECT_TRUE(providers().empty());
    EXPECT_EQ(browser.get(at("/providers/myspace/new")).status, 404);
    add_google();
    EXPECT_EQ(fill_in("/providers/google/new", { { "clientId", "2" }, { "secret", "2" } }).status, 409);
    EXPECT_TRUE(browser.shows("There is an identity provider Google-OAUTH already"));
    EXPECT_EQ(fill_in("/providers/Google-OAUTH/change", { { "clientId", "" } }).status, 400);
    EXPECT_EQ(fill_in("/providers/Google-OAUTH/secret", { { "secret", "" } }).status, 400);
    EXPECT_EQ(providers()[0].client_id, "123.google");
    EXPECT_EQ(secret("B2C_1A_IdentityProvider_Google-OAUTH_Secret"), "s3cret-of-google");
}

TEST_F(ConsoleProviders, WithoutASecretItStaysWithIdTokens)
{
    sign_in_as(AdminRole::Policy);
    fill_in("/providers/openid_connect/new",
        corp({ { "responseType", "id_token" }, { "responseMode", "form_post" }, { "secret", "" } }));
    ASSERT_EQ(providers().size(), 1U) << browser.html();
    std::string const page = "/providers/" + providers()[0].name;
    EXPECT_EQ(fill_in(page + "/change", corp()).status, 400);
    EXPECT_TRUE(browser.shows("the client secret is missing")) << browser.html();
    fill_in(page + "/secret", { { "secret", "hush" } });
    fill_in(page + "/change", corp());
    EXPECT_EQ(providers()[0].response_type, "code") << browser.html();
}

TEST_F(ConsoleProviders, Attack28WhoProvesPeopleAsksForAFreshSignIn)
{
    sign_in_as(AdminRole::Policy);
    add_google();
    clock.advance(kRecent + 1min);
    for (char const* path : { "/providers/google/new", "/providers/Google-OAUTH/change",
             "/providers/Google-OAUTH/secret", "/providers/Google-OAUTH/remove" }) {
        browser.get(at(path));
        EXPECT_TRUE(browser.has_element("signInName")) << path;
    }
}

TEST_F(ConsoleProviders, WhoOnlyReadsSeesNoFormAndChangesNothing)
{
    sign_in_as(AdminRole::Policy);
    add_google();
    give({ AdminRole::Application }, ada);
    browser.get(at("/providers"));
    EXPECT_FALSE(browser.shows("/new"));
    browser.get(at("/providers/Google-OAUTH"));
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_FALSE(browser.shows("/change"));
    EXPECT_EQ(post(at("/providers/Google-OAUTH/remove")).status, 403);
    EXPECT_EQ(post(at("/providers/Google-OAUTH/secret"), { { "secret", "mine" } }).status, 403);
    EXPECT_EQ(providers().size(), 1U);
}

TEST_F(ConsoleProviders, Attack54ThoseOfAnotherTenantAreNotThere)
{
    write([&](Ports& ports) -> Result<void> {
        Tenant const other = TRY(ports.tenants.find(kOther)).value();
        TRY(flows::save_provider(ports, { .tenant = other, .acting = {} },
            { .name = "foreign", .kind = ProviderKind::GitHub, .client_id = "c" }, PolicySecret("s")));
        return {};
    });
    sign_in_as(AdminRole::Policy);
    browser.get(at("/providers"));
    EXPECT_FALSE(browser.shows("foreign"));
    EXPECT_EQ(browser.get(at("/providers/foreign")).status, 404);
    browser.get(at("/providers"));
    EXPECT_EQ(post(at("/providers/foreign/remove")).status, 404);
    EXPECT_EQ(providers(kOther).size(), 1U);
}

} // namespace
} // namespace gatehouse::console
