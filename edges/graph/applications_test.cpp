#include "core/applications/registration.h"
#include "edges/graph/graph_world_test.h"
#include "libs/base/encoding.h"
#include "libs/crypto/certificate.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

using http::Method;

constexpr char const* kApps = "/v1.0/applications";
constexpr char const* kScopeId = "66666666-6666-4666-8666-666666666666";

class ApplicationsTest : public GraphWorld {
protected:
    ApplicationsTest()
    {
        allow({ directory_role::kWriteApps });
        content_type = "application/json";
    }
    http::Response post(std::string const& path, json::Object const& body)
    {
        return send(Method::Post, path, json::write(body));
    }
    json::Object create(json::Object const& body)
    {
        http::Response const created = post(kApps, body);
        EXPECT_EQ(created.status, 201) << created.body;
        return parsed(created);
    }
    http::Response patch(std::string const& id, std::string body)
    {
        return send(Method::Patch, std::string(kApps) + "/" + id, std::move(body));
    }
    json::Object shown(std::string const& id) { return parsed(get(std::string(kApps) + "/" + id)); }
    static std::string id_of(json::Object const& object) { return object.text("id").value_or(""); }
    Application stored(std::string const& app_id)
    {
        return read<std::optional<Application>>(
            *store, [&](Ports& ports) { return ports.applications.find(TenantId(kTenant), ClientId(app_id)); })
            .value()
            .value_or(Application());
    }
    std::string newest_event()
    {
        return read<std::vector<AuditEvent>>(
            *store, [&](Ports& ports) { return ports.audit.list(TenantId(kTenant), {}); })
            .value()
            .front()
            .detail;
    }
    // "400 displayName: why", or "204".
    static std::string outcome(http::Response const& response)
    {
        std::string text = std::to_string(response.status);
        auto const body = json::parse_object(response.body);
        json::Object const* error = body ? body->object("error") : nullptr;
        if (!error)
            return text;
        auto const* details = error->array("details");
        if (!details)
            return text + " " + error->text("message").value_or("");
        json::Object const& detail = *details->front().as_object();
        return text + " " + detail.text("target").value_or("") + ": " + detail.text("message").value_or("");
    }
    // Names of the list, "a b ", or the refusal.
    std::string names(std::string const& query)
    {
        http::Response const response = get(std::string(kApps) + "?" + query);
        if (response.status != 200)
            return outcome(response);
        std::vector<std::string> all;
        for (json::Value const& one : values(response))
            all.push_back(one.as_object()->text("displayName").value_or("?").substr(0, 18));
        std::ranges::sort(all);
        return join(all, " ");
    }
};

TEST_F(ApplicationsTest, AnAppIsRegisteredAsTheDocumentationDoes)
{
    http::Response const created = send(Method::Post, kApps,
        R"({"displayName":"webapp1","signInAudience":"AzureADandPersonalMicrosoftAccount",
            "isFallbackPublicClient":false,"web":{"redirectUris":["https://jwt.ms"],"implicitGrantSettings":
            {"enableIdTokenIssuance":true,"enableAccessTokenIssuance":true}},"requiredResourceAccess":[{"resourceAppId":
            "00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"37f7f235-527c-4136-accd-4a02d197296e",
            "type":"Scope"},{"id":"7427e0e9-2fba-42fe-b0c0-848c9e6a8182","type":"Scope"}]}]})");
    EXPECT_EQ(created.status, 201) << created.body;
    json::Object const app = parsed(created);
    EXPECT_EQ(created.headers.get("Location"), kHost + std::string(kApps) + "/" + id_of(app));
    EXPECT_EQ(app.text("@odata.context"), "http://login.example/v1.0/$metadata#applications/$entity");
    EXPECT_NE(id_of(app), app.text("appId"));
    EXPECT_EQ(app.text("publisherDomain"), "contoso.onmicrosoft.com");
    EXPECT_EQ(app.text("createdDateTime"), rfc3339(clock.now()));
    EXPECT_EQ(json::write(*app.object("web")),
        R"({"homePageUrl":null,"logoutUrl":null,"redirectUris":["https://jwt.ms"],)"
        R"("implicitGrantSettings":{"enableAccessTokenIssuance":true,"enableIdTokenIssuance":true}})");
    for (char const* empty : { "identifierUris", "appRoles", "keyCredentials", "passwordCredentials", "tags" })
        EXPECT_TRUE(app.array(empty) && app.array(empty)->empty()) << empty;
    EXPECT_EQ(json::write(*app.object("api")),
        R"({"acceptMappedClaims":null,"knownClientApplications":[],"requestedAccessTokenVersion":2,)"
        R"("oauth2PermissionScopes":[],"preAuthorizedApplications":[]})");
    EXPECT_EQ(json::write((*app.array("requiredResourceAccess"))[0]),
        R"({"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[)"
        R"({"id":"37f7f235-527c-4136-accd-4a02d197296e","type":"Scope"},)"
        R"({"id":"7427e0e9-2fba-42fe-b0c0-848c9e6a8182","type":"Scope"}]})");
    EXPECT_EQ(shown(id_of(app)).text("displayName"), "webapp1");
    EXPECT_EQ(get("/v1.0/applications(appId='" + app.text("appId").value() + "')").status, 200);
    EXPECT_EQ(get("/v1.0/applications('" + id_of(app) + "')?$select=displayName").body,
        R"({"@odata.context":"http://login.example/v1.0/$metadata#applications(displayName)/$entity",)"
        R"("displayName":"webapp1"})");
    EXPECT_EQ(
        newest_event(), R"({"by":"directory API","app":"33333333-3333-4333-8333-333333333333","name":"webapp1"})");
    EXPECT_TRUE(stored(app.text("appId").value()).implicit_token);
}

TEST_F(ApplicationsTest, AppsAreListedAndFound)
{
    std::string const one = create(
        { { "displayName", "Alpha" }, { "identifierUris", json::Array{ "https://contoso.onmicrosoft.com/alpha" } } })
                                .text("appId")
                                .value();
    create({ { "displayName", "Beta" } });
    std::string const own = "b2c-extensions-app";
    std::pair<std::string, std::string> const cases[] = {
        { "", "Alpha Beta " + own + " pipeline" },
        { "$filter=displayName eq 'alpha'", "Alpha" },
        { "$filter=appId eq '" + one + "'", "Alpha" },
        { "$filter=appId eq " + one, "Alpha" },
        { "$filter=appId in ('" + one + "','x')", "Alpha" },
        { "$filter=startsWith(displayName,'b')", "Beta " + own },
        { "$filter=startsWith(displayName,'b2c-extensions-app')", own },
        { "$filter=identifierUris/any(x:x eq 'https://contoso.onmicrosoft.com/alpha')", "Alpha" },
        { "$filter=identifierUris/any(x:startsWith(x,'https://contoso'))", "Alpha" },
        { "$filter=identifierUris/any(x:x eq 'https://contoso.onmicrosoft.com/beta')", "" },
        { "$filter=displayName eq 'Alpha' or displayName eq 'Beta'", "Alpha Beta" },
        { "$filter=displayName eq 'Alpha' and appId eq 'x'", "" },
        { "$filter=displayName eq null", "" },
        { "$filter=not (displayName eq 'Alpha')", "400 Unsupported Query." },
        { "$filter=displayName ne 'Alpha'",
            "400 Unsupported or invalid query filter clause specified for property 'displayName' of resource "
            "'Application'." },
        { "$filter=identifierUris/any(x:y eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'identifierUris' of resource "
            "'Application'." },
        { "$filter=passwordCredentials/any(x:x eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'passwordCredentials' of resource "
            "'Application'." },
        { "$select=shoeSize", "400 Could not find a property named 'shoeSize'. Check $select." },
        { "$top=0", "400 Invalid page size specified: '0'. Must be between 1 and 999 inclusive." },
        { "filter=x", "400 Unrecognized query argument specified: 'filter'." },
    };
    for (auto const& [query, expected] : cases)
        EXPECT_EQ(names(replace_all(query, " ", "%20")), expected) << query;
    expect_error(get(std::string(kApps) + "/$count"), 400, "Request_BadRequest", "$count is not currently supported.");
    headers = { { "ConsistencyLevel", "eventual" } };
    EXPECT_EQ(get(std::string(kApps) + "/$count").body, "4");
    EXPECT_EQ(get(std::string(kApps) + "/$count?$filter=displayName%20eq%20'alpha'").body, "1");
    EXPECT_EQ(get("/v1.0/servicePrincipals/$count").body, "5");
    headers.clear();
    // Pages.
    std::string link = std::string(kApps) + "?$top=3&$select=displayName";
    size_t count = 0;
    int pages = 0;
    while (!link.empty() && ++pages < 9) {
        json::Object const page = parsed(get(link));
        count += page.array("value")->size();
        link = page.text("@odata.nextLink").value_or("");
        link = link.substr(link.empty() ? 0 : std::string("http://login.example").size());
    }
    EXPECT_EQ(count, 4u);
    EXPECT_EQ(pages, 2);
}

TEST_F(ApplicationsTest, AWrongRegistrationIsToldByProperty)
{
    std::pair<char const*, char const*> const cases[] = {
        { R"({})", "400 displayName: A name has 1 to 256 characters." },
        { R"({"displayName":5})", "400 displayName: The value is a text." },
        { R"({"displayName":"a","appId":"x"})", "400 appId: It is read-only." },
        { R"({"displayName":"a","shoeSize":"x"})",
            "400 Property 'shoeSize' does not exist on type 'microsoft.graph.application'. Make sure to only use "
            "property names that are defined by the type." },
        { R"({"displayName":"a","web":{"shoes":1}})",
            "400 Property 'web/shoes' does not exist on type 'microsoft.graph.application'. Make sure to only use "
            "property names that are defined by the type." },
        { R"({"displayName":"a","web":5})", "400 web: The value is an object." },
        { R"({"displayName":"a","web":{"redirectUris":["http://x.test/"]}})",
            "400 web/redirectUris: 'http://x.test/': http is for localhost only; use https." },
        { R"({"displayName":"a","web":{"redirectUris":[5]}})", "400 web/redirectUris: The value is a list of texts." },
        { R"({"displayName":"a","web":{"redirectUris":["https://a.test/"]},"spa":{"redirectUris":["https://a.test/"]}})",
            "400 spa/redirectUris: 'https://a.test/' stands twice." },
        { R"({"displayName":"a","web":{"implicitGrantSettings":{"enableIdTokenIssuance":"yes"}}})",
            "400 web/implicitGrantSettings/enableIdTokenIssuance: The value is true or false." },
        { R"({"displayName":"a","web":{"homePageUrl":"https://a.test"}})",
            "400 web/homePageUrl: It is not kept here; leave it out." },
        { R"({"displayName":"a","tags":["x"]})", "400 tags: It is not kept here; leave it out." },
        { R"({"displayName":"a","signInAudience":"Everybody"})",
            "400 signInAudience: It is one of AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, "
            "PersonalMicrosoftAccount." },
        { R"({"displayName":"a","identifierUris":["api://a","api://b"]})",
            "400 identifierUris: An app has one app ID URI here." },
        { R"({"displayName":"a","passwordCredentials":[{"secretText":"x"}]})",
            "400 passwordCredentials: Secrets come and go by addPassword and removePassword." },
        { R"({"displayName":"a","keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"AAAA"}]})",
            "400 keyCredentials: key is a certificate of an RSA or P-256 key, as base64." },
        { R"({"displayName":"a","keyCredentials":[{"type":"Symmetric","key":"AAAA"}]})",
            "400 keyCredentials: A key is of type AsymmetricX509Cert and usage Verify." },
        { R"({"displayName":"a","api":{"requestedAccessTokenVersion":1}})",
            "400 api/requestedAccessTokenVersion: Tokens of version 2 are issued here." },
        { R"({"displayName":"a","api":{"preAuthorizedApplications":[{"appId":"x"}]}})",
            "400 api/preAuthorizedApplications: It is not kept here; leave it out." },
        { R"({"displayName":"a","api":{"oauth2PermissionScopes":[{"value":"a b"}]}})",
            "400 api/oauth2PermissionScopes: The value 'a b' has 1 to 120 characters, no space, slash or comma, and "
            "does not begin with a dot." },
        { R"({"displayName":"a","api":{"oauth2PermissionScopes":[{"value":"a","type":"Everybody"}]}})",
            "400 api/oauth2PermissionScopes: The type of a scope is Admin or User." },
        { R"({"displayName":"a","appRoles":[{"value":"a","allowedMemberTypes":["User"]}]})",
            "400 appRoles/allowedMemberTypes: Roles are for apps here: [\"Application\"]." },
        { R"({"displayName":"a","requiredResourceAccess":[{"resourceAppId":"x","resourceAccess":[]}]})",
            "400 requiredResourceAccess: There is no API with the appId 'x'." },
        { R"({"displayName":"a","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000",
              "resourceAccess":[{"id":"y","type":"Scope"}]}]})",
            "400 requiredResourceAccess: The API 'microsoft-graph' has no Scope with the id 'y'." },
    };
    for (auto const& [body, expected] : cases)
        EXPECT_EQ(outcome(send(Method::Post, kApps, body)), expected) << body;
    // What an answer holds may be sent again.
    EXPECT_EQ(send(Method::Post, kApps,
                  R"({"displayName":"a","tags":[],"notes":null,"info":{"logoUrl":null},"optionalClaims":null,
                      "passwordCredentials":[],"web":{"homePageUrl":null,"redirectUriSettings":[]},
                      "api":{"acceptMappedClaims":null,"knownClientApplications":[]}})")
                  .status,
        201);
    EXPECT_EQ(send(Method::Post, kApps, "[]").status, 400);
}

TEST_F(ApplicationsTest, AnApiIsExposedAndItsScopesAreDisabledBeforeTheyGo)
{
    std::string const id = id_of(create({ { "displayName", "tasks" } }));
    std::string const scope = R"({"api":{"oauth2PermissionScopes":[{"id":")" + std::string(kScopeId)
        + R"(","value":"tasks.read","type":"Admin","isEnabled":true,"adminConsentDisplayName":"Read tasks",
            "adminConsentDescription":"Reads all tasks"}]})";
    EXPECT_EQ(patch(id, scope + R"(,"identifierUris":["https://contoso.onmicrosoft.com/api"]})").status, 204);
    json::Object const app = shown(id);
    EXPECT_EQ(json::write((*app.object("api")->array("oauth2PermissionScopes"))[0]),
        R"({"adminConsentDescription":"Reads all tasks","adminConsentDisplayName":"Reads all tasks","id":")"
            + std::string(kScopeId)
            + R"(","isEnabled":true,"type":"Admin","userConsentDescription":null,)"
              R"("userConsentDisplayName":null,"value":"tasks.read"})");
    EXPECT_EQ(newest_event(),
        R"({"by":"directory API","app":"33333333-3333-4333-8333-333333333333","properties":["api","identifierUris"]})");
    http::Response const refused = patch(id, R"({"api":{"oauth2PermissionScopes":[]}})");
    expect_error(refused, 400, "CannotDeleteOrUpdateEnabledEntitlement",
        "Permission (scope or role) cannot be deleted or updated unless disabled first.");
    EXPECT_EQ(
        outcome(refused), "400 api/oauth2PermissionScopes: 'tasks.read' is enabled; disable it before you remove it.");
    std::string const disabled = replace_all(scope, "true", "false") + "}";
    EXPECT_EQ(patch(id, replace_all(disabled, "Admin", "User")).status, 204);
    EXPECT_EQ((*shown(id).object("api")->array("oauth2PermissionScopes"))[0].as_object()->text("type"), "User");
    EXPECT_EQ(patch(id, disabled).status, 204);
    EXPECT_EQ((*shown(id).object("api")->array("oauth2PermissionScopes"))[0].as_object()->text("type"), "Admin");
    EXPECT_EQ(patch(id, R"({"api":{"oauth2PermissionScopes":[]}})").status, 204);
    expect_error(
        post(kApps,
            { { "displayName", "b" }, { "identifierUris", json::Array{ "https://contoso.onmicrosoft.com/api" } } }),
        400, "Request_BadRequest", "Another object with the same value for property identifierUris already exists.");
}

TEST_F(ApplicationsTest, ThePlatformFollowsTheRedirectAddresses)
{
    json::Object const app = create(
        { { "displayName", "a" }, { "web", json::Object{ { "redirectUris", json::Array{ "https://a.test/" } } } } });
    std::string const id = id_of(app);
    auto const kind = [&] { return stored(app.text("appId").value()).kind; };
    EXPECT_EQ(kind(), AppKind::Web);
    EXPECT_EQ(patch(id, R"({"spa":{"redirectUris":["https://a.test/"]}})").status, 400);
    EXPECT_EQ(patch(id, R"({"spa":{"redirectUris":["https://a.test/spa"]}})").status, 204);
    EXPECT_EQ(json::write(*shown(id).object("spa")), R"({"redirectUris":["https://a.test/spa"]})");
    EXPECT_EQ(json::write(*shown(id).object("web")->array("redirectUris")), R"(["https://a.test/"])");
    EXPECT_EQ(kind(), AppKind::Web);
    EXPECT_EQ(patch(id, R"({"web":{"redirectUris":[]},"spa":{"redirectUris":["https://a.test/"]}})").status, 204);
    EXPECT_EQ(kind(), AppKind::Spa);
    EXPECT_EQ(json::write(*shown(id).object("spa")), R"({"redirectUris":["https://a.test/"]})");
    EXPECT_EQ(
        patch(id, R"({"spa":{"redirectUris":[]},"publicClient":{"redirectUris":["myapp.test://auth"]}})").status, 204);
    EXPECT_EQ(kind(), AppKind::Native);
    EXPECT_EQ(shown(id).boolean("isFallbackPublicClient"), true);
    EXPECT_EQ(patch(id, R"({"displayName":"b"})").status, 204);
    EXPECT_EQ(kind(), AppKind::Native);
    EXPECT_EQ(patch(id, R"({"publicClient":{"redirectUris":[]},"isFallbackPublicClient":false})").status, 204);
    EXPECT_EQ(kind(), AppKind::Web);
    EXPECT_EQ(patch(id, R"({"isFallbackPublicClient":true})").status, 204);
    EXPECT_EQ(kind(), AppKind::Native);
}

TEST_F(ApplicationsTest, Attack50ASecretIsShownByTheCallThatMakesItOnly)
{
    json::Object const app = create({ { "displayName", "a" } });
    std::string const path = std::string(kApps) + "/" + id_of(app);
    http::Response const added
        = send(Method::Post, path + "/addPassword", R"({"passwordCredential":{"displayName":"s1"}})");
    EXPECT_EQ(added.status, 200) << added.body;
    json::Object const secret = parsed(added);
    std::string const text = secret.text("secretText").value_or("");
    EXPECT_EQ(text.size(), 43u);
    EXPECT_EQ(secret.text("hint"), text.substr(0, 3));
    EXPECT_EQ(secret.text("displayName"), "s1");
    EXPECT_EQ(secret.text("endDateTime"), rfc3339(clock.now() + 24h * 730));
    http::Response const second = send(Method::Post, path + "/addPassword", "");
    EXPECT_EQ(second.status, 200);
    http::Response const dated
        = send(Method::Post, path + "/addPassword", R"({"passwordCredential":{"endDateTime":"2999-01-01T00:00:00Z"}})");
    EXPECT_EQ(parsed(dated).text("endDateTime"), "2999-01-01T00:00:00Z");
    for (std::string const& page : { path, std::string(kApps), path + "?$select=passwordCredentials",
             "/v1.0/servicePrincipals(appId='" + app.text("appId").value() + "')" }) {
        std::string const body = get(page).body;
        EXPECT_EQ(body.find(text), std::string::npos) << page;
        EXPECT_EQ(body.find(stored(app.text("appId").value()).secrets[0].digest.text()), std::string::npos) << page;
    }
    EXPECT_EQ(newest_event().find(text), std::string::npos);
    std::string const key = json::write(json::Object{ { "keyId", secret.text("keyId").value_or("") } });
    EXPECT_EQ(patch(id_of(app), R"({"passwordCredentials":[]})").status, 400);
    EXPECT_EQ(send(Method::Post, path + "/removePassword", key).status, 204);
    expect_error(send(Method::Post, path + "/removePassword", key), 400, "Request_BadRequest",
        "One or more properties contains invalid values.");
    EXPECT_EQ(shown(id_of(app)).array("passwordCredentials")->size(), 2u);
    for (char const* body : { R"({"passwordCredential":5})", R"({"passwordCredential":{"endDateTime":"soon"}})",
             R"({"passwordCredential":{"endDateTime":"2001-01-01T00:00:00Z"}})",
             R"({"passwordCredential":{"secretText":"mine"}})", "[]" })
        EXPECT_EQ(send(Method::Post, path + "/addPassword", body).status, 400) << body;
}

TEST_F(ApplicationsTest, CertificatesAreKeptByTheirKey)
{
    auto const certificate = [&] {
        std::string pem = crypto::make_authority("App", clock.now()).value().certificate_pem;
        pem = pem.substr(pem.find('\n') + 1);
        return replace_all(pem.substr(0, pem.find("-----END")), "\n", "");
    };
    auto const key = [](std::string const& text) {
        return json::Object{ { "type", "AsymmetricX509Cert" }, { "usage", "Verify" }, { "key", text } };
    };
    json::Object named = key(certificate());
    named.set("displayName", "the app's own");
    std::string const id = id_of(create({ { "displayName", "a" }, { "keyCredentials", json::Array{ named } } }));
    json::Array const first = *shown(id).array("keyCredentials");
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].as_object()->text("customKeyIdentifier").value_or("").size(), 40u);
    EXPECT_TRUE(first[0].as_object()->find("key")->is_null());
    EXPECT_EQ(first[0].as_object()->text("displayName"), "the app's own");
    EXPECT_EQ(first[0].as_object()->text("startDateTime"), rfc3339(clock.now() - std::chrono::hours(1)));
    EXPECT_GT(first[0].as_object()->text("endDateTime"), rfc3339(clock.now()));
    EXPECT_EQ(patch(id, json::write(json::Object{ { "keyCredentials", json::Array{ first[0], key(certificate()) } } }))
                  .status,
        204);
    json::Array const both = *shown(id).array("keyCredentials");
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0], first[0]);
    EXPECT_EQ(patch(id, R"({"keyCredentials":[]})").status, 204);
    EXPECT_TRUE(shown(id).array("keyCredentials")->empty());
}

TEST_F(ApplicationsTest, ADeletedAppIsGone)
{
    json::Object const app = create({ { "displayName", "a" } });
    std::string const path = std::string(kApps) + "/" + id_of(app);
    EXPECT_EQ(send(Method::Delete, path).status, 204);
    expect_error(get(path), 404, "Request_ResourceNotFound", "Resource '" + id_of(app) + "' does not exist");
    expect_error(send(Method::Delete, path), 404, "Request_ResourceNotFound", "does not exist");
    EXPECT_EQ(get("/v1.0/servicePrincipals(appId='" + app.text("appId").value() + "')").status, 404);
}

TEST_F(ApplicationsTest, ADeletedAppIsKeptForThirtyDays)
{
    json::Object const app = create({ { "displayName", "a" } });
    std::string const path = std::string(kApps) + "/" + id_of(app);
    std::string const item = "/v1.0/directory/deletedItems/" + id_of(app);
    EXPECT_EQ(get(item).status, 404);
    EXPECT_EQ(send(Method::Delete, path).status, 204);
    json::Array const listed = values(get("/v1.0/directory/deletedItems/microsoft.graph.application"));
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].as_object()->text("deletedDateTime"), rfc3339(clock.now()));
    EXPECT_EQ(parsed(get(item)).text("@odata.type"), "#microsoft.graph.application");
    EXPECT_EQ(parsed(get(item)).text("displayName"), "a");
    json::Object const restored = parsed(send(Method::Post, item + "/restore"));
    EXPECT_EQ(restored.text("appId"), app.text("appId"));
    EXPECT_EQ(get(path).status, 200);
    EXPECT_EQ(send(Method::Post, item + "/restore").status, 404);
    EXPECT_EQ(send(Method::Delete, path).status, 204);
    EXPECT_EQ(send(Method::Delete, item).status, 204);
    EXPECT_EQ(get(item).status, 404);
    EXPECT_TRUE(values(get("/v1.0/directory/deletedItems/microsoft.graph.application")).empty());
}

TEST_F(ApplicationsTest, Attack50WhoMayChangePeopleDoesNotRestoreApps)
{
    json::Object const app = create({ { "displayName", "a" } });
    EXPECT_EQ(send(Method::Delete, std::string(kApps) + "/" + id_of(app)).status, 204);
    std::string const item = "/v1.0/directory/deletedItems/" + id_of(app);
    allow({ directory_role::kWriteUsers });
    EXPECT_EQ(get(item).status, 403);
    EXPECT_EQ(get("/v1.0/directory/deletedItems/microsoft.graph.application").status, 403);
    EXPECT_EQ(send(Method::Post, item + "/restore").status, 403);
    EXPECT_EQ(send(Method::Delete, item).status, 403);
    allow({ directory_role::kReadApps });
    EXPECT_EQ(get(item).status, 200);
    EXPECT_EQ(send(Method::Delete, item).status, 403);
}

TEST_F(ApplicationsTest, Attack50AMightierAppIsNotRestoredByTheCaller)
{
    json::Object const app = create({ { "displayName", "a" } });
    write([&](Ports& ports) -> Result<void> {
        Application mighty
            = TRY(ports.applications.find(TenantId(kTenant), ClientId(app.text("appId").value()))).value();
        mighty.permissions.push_back(
            { directory_api().id, std::string(directory_role::kGrantRoles), true, PermissionKind::Role });
        TRY(ports.applications.remove(TenantId(kTenant), mighty.id));
        return ports.deleted_applications.save(TenantId(kTenant), { mighty, clock.now(), {} });
    });
    allow({ directory_role::kWriteApps });
    EXPECT_EQ(send(Method::Post, "/v1.0/directory/deletedItems/" + id_of(app) + "/restore").status, 403);
}

TEST_F(ApplicationsTest, TheExtensionsAppShowsTheAttributesAndStaysAsItIs)
{
    write([&](Ports& ports) {
        return ports.flow_parts.save(TenantId(kTenant),
            { FlowPartKind::Attribute, "extension_Hobby", R"({"settings":{"type":"integer"}})", clock.now() });
    });
    http::Response const found
        = get(std::string(kApps) + "?$filter=startsWith(displayName,'b2c-extensions-app')&$select=id,appId");
    json::Object const app = *values(found).at(0).as_object();
    EXPECT_EQ(names("$filter=appId%20eq%20'" + app.text("appId").value() + "'"), "b2c-extensions-app");
    std::string const path = std::string(kApps) + "/" + id_of(app);
    json::Array const all = values(get(path + "/extensionProperties"));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(
        all[0].as_object()->text("name"), "extension_" + replace_all(app.text("appId").value(), "-", "") + "_Hobby");
    EXPECT_EQ(all[0].as_object()->text("dataType"), "LargeInteger");
    EXPECT_EQ(patch(id_of(app), R"({"displayName":"mine"})").status, 403);
    EXPECT_EQ(send(Method::Delete, path).status, 403);
    EXPECT_EQ(send(Method::Post, path + "/addPassword", "").status, 403);
    EXPECT_TRUE(
        values(get(std::string(kApps) + "/" + id_of(create({ { "displayName", "a" } })) + "/extensionProperties"))
            .empty());
}

TEST_F(ApplicationsTest, ReadersReadAndOthersDoNot)
{
    std::string const id = id_of(create({ { "displayName", "a" } }));
    std::string const path = std::string(kApps) + "/" + id;
    for (std::string_view const role : { directory_role::kReadApps, directory_role::kReadDirectory }) {
        allow({ role });
        EXPECT_EQ(get(path).status, 200);
        expect_error(patch(id, R"({"displayName":"b"})"), 403, "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.");
        EXPECT_EQ(send(Method::Post, path + "/addPassword", "").status, 403);
        EXPECT_EQ(send(Method::Delete, path).status, 403);
    }
    allow({ directory_role::kReadUsers });
    EXPECT_EQ(get(path).status, 403);
    EXPECT_EQ(get("/v1.0/servicePrincipals").status, 403);
    EXPECT_EQ(get("/v1.0/oauth2PermissionGrants").status, 403);
}

TEST_F(ApplicationsTest, Attack54AppsOfAnotherTenantAreNotThere)
{
    json::Object const app = create({ { "displayName", "a" } });
    std::string const foreign = token(claims(kOther), kOther);
    for (std::string const& path :
        { std::string(kApps) + "/" + id_of(app), "/v1.0/applications(appId='" + app.text("appId").value() + "')",
            "/v1.0/servicePrincipals(appId='" + app.text("appId").value() + "')" })
        EXPECT_EQ(send(Method::Get, path, "", foreign).status, 404) << path;
    EXPECT_EQ(send(Method::Delete, std::string(kApps) + "/" + id_of(app), "", foreign).status, 404);
    EXPECT_EQ(send(Method::Post, std::string(kApps) + "/" + id_of(app) + "/addPassword", "", foreign).status, 404);
    EXPECT_EQ(get(std::string(kApps) + "/" + id_of(app)).status, 200);
}

TEST_F(ApplicationsTest, Attack55APageOfAppsIsBoundToItsQuestion)
{
    create({ { "displayName", "a" } });
    std::string const link = parsed(get(std::string(kApps) + "?$top=1")).text("@odata.nextLink").value();
    std::string const token_text = link.substr(link.find("$skiptoken=") + 11);
    EXPECT_EQ(get(std::string(kApps) + "?$top=1&$skiptoken=" + token_text).status, 200);
    for (std::string const& path :
        { std::string(kApps) + "?$top=2&$skiptoken=", std::string("/v1.0/servicePrincipals?$top=1&$skiptoken=") })
        expect_error(get(path + token_text), 400, "Directory_ExpiredPageToken", "page token value has expired");
}

TEST_F(ApplicationsTest, Attack50ACredentialOfAMightierAppIsNotForTheCaller)
{
    Application mighty;
    mighty.id = ClientId("88888888-8888-4888-8888-888888888888");
    mighty.name = "mighty";
    mighty.permissions = { { directory_api().id, "User.ReadWrite.All", true, PermissionKind::Role } };
    write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), mighty); });
    std::string const id = object_id(TenantId(kTenant), mighty.id);
    std::string const path = std::string(kApps) + "/" + id;
    EXPECT_EQ(outcome(send(Method::Post, path + "/addPassword", "")),
        "403 permissions: The app has roles of the directory API that the caller has not, and a credential of it would "
        "give them. AppRoleAssignment.ReadWrite.All may.");
    std::string pem = crypto::make_authority("App", clock.now()).value().certificate_pem;
    pem = pem.substr(pem.find('\n') + 1);
    std::string const key
        = R"({"keyCredentials":[{"key":")" + replace_all(pem.substr(0, pem.find("-----END")), "\n", "") + R"("}]})";
    EXPECT_EQ(patch(id, key).status, 403);
    EXPECT_EQ(patch(id, R"({"displayName":"mightier"})").status, 204);
    allow({ directory_role::kWriteApps, directory_role::kWriteUsers });
    EXPECT_EQ(send(Method::Post, path + "/addPassword", "").status, 200);
    allow({ directory_role::kWriteApps, directory_role::kGrantRoles });
    EXPECT_EQ(patch(id, key).status, 204);
}

} // namespace
} // namespace gatehouse::graph
