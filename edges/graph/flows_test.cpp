// User flows and their parts, as scripts written for Microsoft Graph manage them.
#include "edges/graph/graph_world_test.h"

#include "core/flows/flows.h"
#include "core/flows/parts.h"

namespace gatehouse::graph {
namespace {

using enum http::Method;

constexpr char const* kFlows = "/beta/identity/b2cUserFlows";
constexpr char const* kSusi = "/beta/identity/b2cUserFlows/B2C_1_Customer";
constexpr char const* kGoogle
    = R"({"@odata.type":"microsoft.graph.socialIdentityProvider","displayName":"Login with Google","identityProviderType":"Google","clientId":"at-google","clientSecret":"hush"})";
constexpr char const* kCorp
    = R"({"@odata.type":"#microsoft.graph.openIdConnectIdentityProvider","displayName":"Contoso staff","clientId":"at-corp","clientSecret":"hush","metadataUrl":"https://login.corp.example/.well-known/openid-configuration","scope":"openid","responseType":"code","responseMode":"form_post","domainHint":"corp.example","claimsMapping":{"userId":"oid","displayName":"name","givenName":"given_name","surname":"family_name","email":"email"}})";
constexpr char const* kCheck
    = R"({"displayName":"Check","targetUrl":"https://api.contoso.example/check","authenticationConfiguration":{"@odata.type":"#microsoft.graph.basicAuthentication","username":"u","password":"hush"}})";

class FlowCalls : public GraphWorld {
protected:
    FlowCalls()
    {
        content_type = "application/json";
        allow({ directory_role::kWriteFlows, directory_role::kWriteProviders, directory_role::kWriteConnectors,
            directory_role::kWriteMethodsPolicy });
    }
    http::Response make(std::string const& path, std::string body)
    {
        clock.advance(1ms);
        http::Response response = send(Post, path, std::move(body));
        EXPECT_EQ(response.status, 201) << response.body;
        return response;
    }
    void make_flow() { make(kFlows, R"({"id":"Customer","userFlowType":"signUpOrSignIn","userFlowTypeVersion":3})"); }
    void done(http::Method method, std::string const& path, std::string body = "")
    {
        clock.advance(1ms);
        http::Response const response = send(method, path, std::move(body));
        EXPECT_EQ(response.status, 204) << response.body;
    }
    policy::UserFlow stored(std::string const& name = "B2C_1_Customer")
    {
        return read<std::optional<policy::UserFlow>>(
            *store, [&](Ports& ports) { return flows::find(ports, TenantId(kTenant), name); })
            .value()
            .value();
    }
    static std::string reference(std::string const& kind, std::string const& id)
    {
        return R"({"@odata.id":"https://graph.microsoft.com/beta/identity/)" + kind + "/" + id + "\"}";
    }
};

TEST_F(FlowCalls, AFlowIsMadeChangedListedAndRemoved)
{
    http::Response const made
        = make(kFlows, R"({"id":"Customer","userFlowType":"signUpOrSignIn","userFlowTypeVersion":3})");
    EXPECT_EQ(made.headers.get("Location"), kHost + std::string(kFlows) + "/B2C_1_Customer");
    json::Object const shown = parsed(made);
    EXPECT_EQ(shown.text("id"), "B2C_1_Customer");
    EXPECT_EQ(shown.text("userFlowType"), "signUpOrSignIn");
    EXPECT_EQ(shown.integer("userFlowTypeVersion"), 3);
    EXPECT_EQ(shown.text("defaultLanguageTag"), "en");
    done(Patch, kSusi, R"({"isLanguageCustomizationEnabled":true,"defaultLanguageTag":"de"})");
    EXPECT_EQ(stored().default_language, "de");
    EXPECT_EQ(values(get(kFlows)).size(), 1U);
    EXPECT_EQ(parsed(get("/beta/identity/b2cUserFlows('B2C_1_Customer')")).text("defaultLanguageTag"), "de");
    // It can be signed in with at once.
    ASSERT_TRUE(plans.refresh().has_value());
    EXPECT_TRUE(plans.snapshot()->find_tenant(kTenant)->plans.contains("B2C_1_Customer"));
    done(Delete, kSusi);
    expect_error(get(kSusi), 404, "Request_ResourceNotFound", "B2C_1_Customer");
}

TEST_F(FlowCalls, AFlowThatIsWrongIsToldWhy)
{
    make_flow();
    expect_error(send(Post, kFlows, R"({"id":"B2C_1_customer","userFlowType":"signUpOrSignIn"})"), 400,
        "Request_BadRequest", "property id already exists");
    EXPECT_NE(send(Post, kFlows, R"({"id":"x","userFlowType":"both"})").body.find("The type is signUpOrSignIn, signUp"),
        std::string::npos);
    for (std::string const type : { "signUp", "signIn" }) {
        make(kFlows, R"({"id":")" + type + R"(","userFlowType":")" + type + "\"}");
        EXPECT_EQ(parsed(get(kFlows + ("/B2C_1_" + type))).text("userFlowType"), type);
    }
    EXPECT_EQ(send(Post, kFlows, R"({"id":"a\"b","userFlowType":"signUpOrSignIn"})").status, 400);
    EXPECT_EQ(send(Post, kFlows, R"({"userFlowType":"signUpOrSignIn"})").status, 400);
    EXPECT_EQ(send(Patch, kSusi, R"({"defaultLanguageTag":"tlh"})").status, 400);
    EXPECT_EQ(send(Patch, kSusi, R"({"defaultLanguageTag":null})").status, 400);
    done(Patch, kSusi, R"({"defaultLanguageTag":"de-AT"})");
    EXPECT_EQ(parsed(get(kSusi)).text("defaultLanguageTag"), "de");
    EXPECT_EQ(send(Patch, kSusi, R"({"isLanguageCustomizationEnabled":false})").status, 400);
    EXPECT_EQ(send(Patch, kSusi, R"({"color":"red"})").status, 400);
    EXPECT_EQ(send(Patch, kSusi, "no json").status, 400);
    EXPECT_EQ(send(Delete, std::string(kFlows) + "/B2C_1_nobody").status, 404);
}

TEST_F(FlowCalls, EachCallNeedsItsRole)
{
    make_flow();
    allow({ directory_role::kReadFlows });
    EXPECT_EQ(get(kSusi).status, 200);
    EXPECT_EQ(send(Delete, kSusi).status, 403);
    EXPECT_EQ(get("/v1.0/identity/identityProviders").status, 403);
    EXPECT_EQ(get("/v1.0/identity/apiConnectors").status, 403);
    EXPECT_EQ(get("/beta/policies/b2cAuthenticationMethodsPolicy").status, 403);
    allow({ directory_role::kReadProviders });
    EXPECT_EQ(get("/v1.0/identity/identityProviders").status, 200);
    EXPECT_EQ(send(Post, "/v1.0/identity/identityProviders", kGoogle).status, 403);
    EXPECT_EQ(get(kSusi).status, 403);
}

TEST_F(FlowCalls, AnotherTenantsFlowsAreNotThere)
{
    make_flow();
    std::string const other = token(changed(claims(), "tid", kOther), kOther);
    EXPECT_EQ(send(Get, kSusi, "", other).status, 404);
    EXPECT_EQ(send(Delete, kSusi, "", other).status, 404);
    EXPECT_EQ(values(send(Get, kFlows, "", other)).size(), 0U);
}

TEST_F(FlowCalls, ACustomPolicyIsNoFlow)
{
    write([&](Ports& ports) {
        return ports.policies.save(
            TenantId(kTenant), { PolicyId("B2C_1A_own"), "<TrustFrameworkPolicy />", "", clock.now() });
    });
    EXPECT_EQ(send(Delete, std::string(kFlows) + "/B2C_1A_own").status, 404);
    EXPECT_EQ(values(get(kFlows)).size(), 0U);
}

// --- identity providers ---------------------------------------------------------------------------------------------

TEST_F(FlowCalls, AnIdentityProviderIsKeptWithoutShowingItsSecret)
{
    json::Object const made = parsed(make("/v1.0/identity/identityProviders", kGoogle));
    EXPECT_EQ(made.text("id"), "Google-OAUTH");
    EXPECT_EQ(made.text("clientSecret"), "******");
    std::string const one = "/v1.0/identity/identityProviders/Google-OAUTH";
    EXPECT_EQ(parsed(get(one)).text("@odata.type"), "#microsoft.graph.socialIdentityProvider");
    EXPECT_EQ(parsed(get(one)).text("displayName"), "Login with Google");
    EXPECT_EQ(get(one).body.find("hush"), std::string::npos);
    // What was read may be sent back.
    done(Patch, one,
        R"({"@odata.type":"microsoft.graph.socialIdentityProvider","clientId":"other","clientSecret":"******"})");
    EXPECT_EQ(parsed(get(one)).text("clientId"), "other");
    auto const secret = read<std::optional<PolicySecret>>(*store, [&](Ports& ports) {
        return ports.policy_secrets.find(TenantId(kTenant), "B2C_1A_IdentityProvider_Google-OAUTH_Secret");
    }).value();
    ASSERT_TRUE(secret);
    EXPECT_TRUE(secret->equals("hush"));
    expect_error(send(Post, "/v1.0/identity/identityProviders", kGoogle), 400, "Request_BadRequest", "already exists");
    EXPECT_EQ(values(get("/v1.0/identity/identityProviders")).size(), 1U);
}

TEST_F(FlowCalls, AnOpenIdConnectProviderHasB2csShape)
{
    json::Object const made = parsed(make("/beta/identity/identityProviders", kCorp));
    std::string const id = made.text("id").value_or("");
    EXPECT_TRUE(id.starts_with("OIDC-V1-Contosostaff-")) << id;
    EXPECT_EQ(made.text("metadataUrl"), "https://login.corp.example/.well-known/openid-configuration");
    EXPECT_EQ(made.object("claimsMapping")->text("userId"), "oid");
    EXPECT_EQ(made.text("domainHint"), "corp.example");
}

TEST_F(FlowCalls, AnIdentityProviderThatIsWrongIsToldWhy)
{
    std::string const all = "/beta/identity/identityProviders";
    EXPECT_EQ(send(Post, all, R"({"displayName":"x"})").status, 400);
    EXPECT_EQ(
        send(Post, all,
            R"({"@odata.type":"microsoft.graph.socialIdentityProvider","identityProviderType":"QQ","clientId":"c","clientSecret":"s"})")
            .status,
        400);
    EXPECT_NE(
        send(Post, all,
            R"({"@odata.type":"microsoft.graph.socialIdentityProvider","identityProviderType":"Google","clientId":"c"})")
            .body.find("client secret"),
        std::string::npos);
    EXPECT_EQ(
        send(Post, all,
            R"({"@odata.type":"microsoft.graph.openIdConnectIdentityProvider","displayName":"x","clientId":"c","clientSecret":"s","metadataUrl":"http://login.corp.example/"})")
            .status,
        400);
    EXPECT_EQ(send(Patch, all + "/nobody", "{}").status, 404);
}

TEST_F(FlowCalls, AvailableTypesAreNamedInBothSpellings)
{
    for (std::string const call : { "availableProviderTypes()", "availableProviderTypes" }) {
        http::Response const response = get("/v1.0/identity/identityProviders/" + call);
        EXPECT_EQ(response.status, 200) << response.body;
        EXPECT_NE(response.body.find("\"Google\""), std::string::npos);
        EXPECT_NE(response.body.find("\"OpenIDConnect\""), std::string::npos);
    }
}

TEST_F(FlowCalls, AProviderIsPutIntoAFlowAndTakenOut)
{
    make_flow();
    make("/beta/identity/identityProviders", kGoogle);
    std::string const of_flow = std::string(kSusi) + "/userflowIdentityProviders";
    done(Patch, of_flow + "/$ref", reference("identityProviders", "Google-OAUTH"));
    EXPECT_EQ(stored().identity_providers.size(), 1U);
    EXPECT_EQ(values(get(of_flow)).size(), 1U);
    EXPECT_EQ(parsed(get(std::string(kSusi) + "?$expand=identityProviders")).array("identityProviders")->size(), 1U);
    expect_error(send(Patch, of_flow + "/$ref", reference("identityProviders", "Google-OAUTH")), 400,
        "Request_BadRequest", "already exist");
    expect_error(send(Patch, of_flow + "/$ref", reference("identityProviders", "nobody")), 404,
        "Request_ResourceNotFound", "nobody");
    EXPECT_EQ(send(Patch, of_flow + "/$ref", "{}").status, 400);
    // It is in use.
    expect_error(send(Delete, "/beta/identity/identityProviders/Google-OAUTH"), 409, "Conflict", "B2C_1_Customer");
    done(Delete, of_flow + "/google-oauth/$ref");
    EXPECT_TRUE(stored().identity_providers.empty());
    EXPECT_EQ(send(Delete, of_flow + "/Google-OAUTH/$ref").status, 404);
    done(Delete, "/beta/identity/identityProviders/Google-OAUTH");
}

// --- attributes -----------------------------------------------------------------------------------------------------

TEST_F(FlowCalls, ACustomAttributeIsNamedAsTheDirectoryNamesIt)
{
    Tenant tenant;
    tenant.id = TenantId(kTenant);
    std::string const id = extension_prefix(tenant) + "Hobby";
    json::Object const made = parsed(make("/beta/identity/userFlowAttributes",
        R"({"displayName":"Hobby","description":"What people like","dataType":"string"})"));
    EXPECT_EQ(made.text("id"), id);
    EXPECT_EQ(made.text("userFlowAttributeType"), "custom");
    std::string const one = "/beta/identity/userFlowAttributes/" + id;
    done(Patch, one, R"({"description":"Pastimes"})");
    EXPECT_EQ(parsed(get(one)).text("description"), "Pastimes");
    EXPECT_EQ(parsed(get("/beta/identity/userFlowAttributes/City")).text("userFlowAttributeType"), "builtIn");
    expect_error(send(Post, "/beta/identity/userFlowAttributes", R"({"displayName":"hobby","dataType":"string"})"), 400,
        "Request_BadRequest", "already exists");
    EXPECT_EQ(
        send(Post, "/beta/identity/userFlowAttributes", R"({"displayName":"Two words","dataType":"string"})").status,
        400);
    EXPECT_EQ(
        send(Post, "/beta/identity/userFlowAttributes", R"({"displayName":"Born","dataType":"dateTime"})").status, 400);
    EXPECT_EQ(send(Delete, "/beta/identity/userFlowAttributes/City").status, 400);
    done(Delete, one);
    EXPECT_EQ(get(one).status, 404);
}

TEST_F(FlowCalls, AttributesAreAssignedOrderedAndTakenBack)
{
    make_flow();
    make("/beta/identity/userFlowAttributes", R"({"displayName":"Color","dataType":"string"})");
    Tenant tenant;
    tenant.id = TenantId(kTenant);
    std::string const color = extension_prefix(tenant) + "Color";
    std::string const all = std::string(kSusi) + "/userAttributeAssignments";
    json::Object const made = parsed(make(all,
        R"({"userAttribute":{"id":")" + color
            + R"("},"displayName":"Favourite color","isOptional":false,"requiresVerification":false,"userInputType":"radioSingleSelect","userAttributeValues":[{"name":"Red","value":"r","isDefault":false},{"name":"Blue","value":"b","isDefault":false}]})"));
    EXPECT_EQ(made.text("id"), color);
    make(all, R"({"userAttribute":{"id":"City"},"isOptional":true,"userInputType":"TextBox"})");
    EXPECT_EQ(stored().collect, (std::vector<std::string>{ "displayName", "extension_Color", "city" }));
    policy::AttributeSettings const settings = stored().attributes.at("extension_Color");
    EXPECT_TRUE(settings.required);
    EXPECT_EQ(settings.label, "Favourite color");
    EXPECT_EQ(settings.control, policy::InputControl::Radio);
    EXPECT_EQ(settings.options.at(1).value, "b");

    json::Object const shown = parsed(get(all + "/" + color + "?$expand=userAttribute"));
    EXPECT_EQ(shown.text("userInputType"), "radioSingleSelect");
    EXPECT_EQ(shown.boolean("isOptional"), false);
    EXPECT_EQ(shown.object("userAttribute")->text("dataType"), "string");
    EXPECT_EQ(
        json::write(*parsed(get(all + "/getOrder")).array("order")), R"(["DisplayName",")" + color + R"(","City"])");
    done(Post, all + "/setOrder", R"({"newAssignmentOrder":{"order":["City",")" + color + R"(","DisplayName"]}})");
    EXPECT_EQ(stored().collect.front(), "city");
    EXPECT_EQ(send(Post, all + "/setOrder", R"({"newAssignmentOrder":{"order":["City"]}})").status, 400);
    done(Patch, all + "/City", R"({"displayName":"Town","isOptional":false})");
    EXPECT_EQ(stored().attributes.at("city").label, "Town");
    expect_error(send(Delete, "/beta/identity/userFlowAttributes/" + color), 409, "Conflict", "B2C_1_Customer");
    done(Delete, all + "/" + color);
    EXPECT_EQ(stored().collect, (std::vector<std::string>{ "city", "displayName" }));
}

TEST_F(FlowCalls, AnAssignmentThatIsWrongIsToldWhy)
{
    make_flow();
    std::string const all = std::string(kSusi) + "/userAttributeAssignments";
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"Nobody"}})").status, 404);
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"emails"}})").status, 400);
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"DisplayName"}})").status, 400);
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"City"},"userInputType":"slider"})").status, 400);
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"City"},"userInputType":"dropdownSingleSelect"})").status, 400);
    EXPECT_EQ(send(Post, all, R"({"userAttribute":{"id":"City"},"requiresVerification":true})").status, 400);
    EXPECT_EQ(stored().collect, std::vector<std::string>{ "displayName" });
}

// --- languages ------------------------------------------------------------------------------------------------------

TEST_F(FlowCalls, ALanguageIsSwitchedOnAndOff)
{
    make_flow();
    std::string const all = std::string(kSusi) + "/languages";
    EXPECT_EQ(values(get(all)).size(), 2U);
    http::Response const on = send(Put, all + "/es-ES", R"({"isEnabled":true})");
    EXPECT_EQ(on.status, 201) << on.body;
    EXPECT_EQ(parsed(on).text("id"), "es");
    done(Put, all + "/es", R"({"isEnabled":true})");
    EXPECT_EQ(values(get(all)).size(), 3U);
    done(Put, all + "/es", R"({"isEnabled":false})");
    EXPECT_EQ(get(all + "/es").status, 404);
    EXPECT_EQ(send(Put, all + "/en", R"({"isEnabled":false})").status, 400);
    EXPECT_EQ(send(Put, all + "/tlh", R"({"isEnabled":true})").status, 404);
}

TEST_F(FlowCalls, TextsOfAPageAreReadAndOverridden)
{
    make_flow();
    std::string const language = std::string(kSusi) + "/languages/fr";
    json::Object const defaults = parsed(get(std::string(kSusi) + "/languages/en/defaultPages/signuporsignin/$value"));
    ASSERT_TRUE(defaults.array("LocalizedStrings"));
    EXPECT_NE(json::write(*defaults.array("LocalizedStrings")).find("\"button_signin\""), std::string::npos);
    std::string const page = language + "/overridesPages/signuporsignin/$value";
    done(Put, page,
        R"({"LocalizedStrings":[{"ElementType":"UxElement","ElementId":null,"StringId":"button_signin","Override":true,"Value":"Entrer"},{"ElementType":"ClaimType","ElementId":"signInName","StringId":"DisplayName","Override":false,"Value":"x"}]})");
    EXPECT_EQ(stored().languages.at(0).pages.at("api.signuporsignin").size(), 1U);
    EXPECT_EQ(get(page).body,
        R"({"LocalizedStrings":[{"ElementType":"UxElement","ElementId":null,"StringId":"button_signin","Override":true,"Value":"Entrer"}]})");
    EXPECT_EQ(values(get(language + "/overridesPages")).size(), 1U);
    EXPECT_GT(values(get(language + "/defaultPages")).size(), 10U);
    EXPECT_EQ(send(Put, page, R"({"LocalizedStrings":[{"StringId":"x"}]})").status, 400);
    EXPECT_EQ(get(language + "/overridesPages/nobody/$value").status, 404);
    done(Delete, language + "/overridesPages/signuporsignin");
    EXPECT_EQ(get(page).status, 404);
    done(Delete, language);
}

// --- API connectors -------------------------------------------------------------------------------------------------

TEST_F(FlowCalls, AnApiConnectorIsKeptWithoutShowingItsSecret)
{
    json::Object const made = parsed(make("/v1.0/identity/apiConnectors", kCheck));
    std::string const one = "/v1.0/identity/apiConnectors/" + made.text("id").value_or("");
    EXPECT_EQ(made.object("authenticationConfiguration")->text("username"), "u");
    EXPECT_EQ(made.object("authenticationConfiguration")->text("password"), "******");
    EXPECT_EQ(get(one).body.find("hush"), std::string::npos);
    done(Patch, one, R"({"targetUrl":"https://api.contoso.example/v2"})");
    EXPECT_EQ(parsed(get(one)).text("targetUrl"), "https://api.contoso.example/v2");
    EXPECT_EQ(send(Patch, one, R"({"targetUrl":"http://api.contoso.example/v2"})").status, 400);
    EXPECT_EQ(
        send(Post, "/v1.0/identity/apiConnectors", R"({"targetUrl":"https://api.contoso.example/"})").status, 400);
    EXPECT_EQ(send(Post, one + "/uploadClientCertificate", R"({"pkcs12Value":"AAAA","password":"x"})").status, 400);
    EXPECT_EQ(values(get("/v1.0/identity/apiConnectors")).size(), 1U);
    done(Delete, one);
    EXPECT_EQ(get(one).status, 404);
}

TEST_F(FlowCalls, AConnectorIsPutAtAStepOfAFlow)
{
    make_flow();
    std::string const id = parsed(make("/beta/identity/apiConnectors", kCheck)).text("id").value_or("");
    std::string const steps = std::string(kSusi) + "/apiConnectorConfiguration";
    done(Put, steps + "/postAttributeCollection/$ref", reference("apiConnectors", id));
    EXPECT_EQ(stored().before_creating_user->url, "https://api.contoso.example/check");
    json::Object const shown = parsed(get(steps + "?$expand=postFederationSignup,postAttributeCollection"));
    EXPECT_EQ(shown.object("postAttributeCollection")->text("id"), id);
    EXPECT_TRUE(shown.find("postFederationSignup")->is_null());
    // The flow has no identity provider after which it could be asked.
    EXPECT_EQ(send(Put, steps + "/postFederationSignup/$ref", reference("apiConnectors", id)).status, 400);
    EXPECT_EQ(send(Put, steps + "/beforeLunch/$ref", "{}").status, 404);
    EXPECT_EQ(send(Put, steps + "/postAttributeCollection/$ref", reference("apiConnectors", "nobody")).status, 404);
    expect_error(send(Delete, "/beta/identity/apiConnectors/" + id), 409, "Conflict", "B2C_1_Customer");
    done(Put, steps + "/postAttributeCollection/$ref", "{}");
    EXPECT_FALSE(stored().before_creating_user);
}

TEST_F(FlowCalls, AllKindsOfAccountsAreAvailable)
{
    std::string const methods = "/beta/policies/b2cAuthenticationMethodsPolicy";
    EXPECT_EQ(parsed(get(methods)).boolean("isUserNameAuthenticationEnabled"), true);
    done(Patch, methods, R"({"isEmailPasswordAuthenticationEnabled":true})");
    EXPECT_EQ(send(Patch, methods, R"({"isEmailPasswordAuthenticationEnabled":false})").status, 400);
    EXPECT_EQ(send(Patch, methods, R"({"isFaxAuthenticationEnabled":true})").status, 400);
}

TEST_F(FlowCalls, ChangesStandInTheAuditWithTheApp)
{
    make_flow();
    make("/beta/identity/identityProviders", kGoogle);
    auto const events = read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
        return ports.audit.list(TenantId(kTenant), {});
    }).value();
    ASSERT_GE(events.size(), 2U); // and that of the signing key
    EXPECT_EQ(events[0].kind, AuditKind::FlowPartSaved);
    EXPECT_EQ(events[1].kind, AuditKind::FlowSaved);
    EXPECT_EQ(events[1].detail,
        std::string(R"({"by":"directory API","app":")") + kApp + R"(","flow":"B2C_1_Customer","new":true})");
    allow({ directory_role::kReadAudit });
    EXPECT_EQ(get("/v1.0/auditLogs/directoryAudits").status, 200);
}

} // namespace
} // namespace gatehouse::graph
