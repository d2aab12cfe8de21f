#include "edges/graph/graph_world_test.h"

namespace gatehouse::graph {
namespace {

using http::Method;

constexpr char const* kPrincipals = "/v1.0/servicePrincipals";
constexpr char const* kGrants = "/v1.0/oauth2PermissionGrants";
constexpr char const* kApi = "88888888-8888-4888-8888-888888888888";

class ServicePrincipalsTest : public GraphWorld {
protected:
    ServicePrincipalsTest()
    {
        allow({ directory_role::kWriteApps, directory_role::kGrantScopes, directory_role::kGrantRoles });
        content_type = "application/json";
        Application api;
        api.id = ClientId(kApi);
        api.name = "tasks";
        api.app_id_uri = "https://contoso.onmicrosoft.com/tasks";
        api.scopes = { { "Tasks.Read", "Read" }, { "Tasks.Write", "Write" } };
        api.roles = { { "Tasks.Export", "Export" } };
        write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), api); });
    }
    static std::string principal(std::string_view app, char const* tenant = kTenant)
    {
        return service_principal(TenantId(tenant), ClientId(std::string(app)));
    }
    http::Response post(std::string const& path, json::Object const& body)
    {
        return send(Method::Post, path, json::write(body));
    }
    // "Tasks.Read*", with a star for what is consented.
    std::string permissions()
    {
        auto const app = read<std::optional<Application>>(*store, [&](Ports& ports) {
            return ports.applications.find(TenantId(kTenant), ClientId(kApp));
        }).value();
        std::string all;
        for (Permission const& one : app->permissions)
            if (one.resource == ClientId(kApi))
                all += one.scope + (one.consented ? "* " : " ");
        return all;
    }
    json::Object grant(std::string const& scope) const
    {
        return { { "clientId", principal(kApp) }, { "consentType", "AllPrincipals" }, { "principalId", nullptr },
            { "resourceId", principal(kApi) }, { "scope", scope } };
    }
    json::Object assignment(std::string_view resource, std::string const& role) const
    {
        return { { "principalId", principal(kApp) }, { "resourceId", principal(resource) }, { "appRoleId", role } };
    }
    std::string role_id() const { return permission_id(ClientId(kApi), PermissionKind::Role, "Tasks.Export"); }
};

TEST_F(ServicePrincipalsTest, EveryAppHasOneAndTheDirectoryToo)
{
    http::Response const created = post(kPrincipals, { { "appId", kApi } });
    EXPECT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(parsed(created).text("id"), principal(kApi));
    EXPECT_EQ(created.headers.get("Location"), kHost + std::string(kPrincipals) + "/" + principal(kApi));
    EXPECT_EQ(post(kPrincipals, { { "appId", kApi } }).body, created.body);
    expect_error(post(kPrincipals, { { "appId", "x" } }), 400, "Request_BadRequest",
        "The appId 'x' of the service principal does not reference a valid application object.");
    EXPECT_EQ(get(std::string(kPrincipals) + "/" + principal(kApi)).status, 200);
    json::Array const found
        = values(get(std::string(kPrincipals) + "?$filter=appId%20eq%20'00000003-0000-0000-c000-000000000000'"));
    ASSERT_EQ(found.size(), 1u);
    json::Object const& graph_api = *found[0].as_object();
    EXPECT_EQ(graph_api.text("id"), principal(kDirectoryApiId));
    bool has_role = false;
    for (json::Value const& role : *graph_api.array("appRoles"))
        has_role = has_role
            || (role.as_object()->text("id") == "df021288-bdef-4463-88db-98f22de89214"
                && role.as_object()->text("value") == "User.Read.All");
    EXPECT_TRUE(has_role);
    EXPECT_EQ(graph_api.array("oauth2PermissionScopes")->size(), 2u);
    expect_error(get(std::string(kPrincipals) + "/nobody"), 404, "Request_ResourceNotFound", "'nobody'");
    EXPECT_EQ(send(Method::Delete, std::string(kPrincipals) + "/" + principal(kApi)).status, 400);
}

TEST_F(ServicePrincipalsTest, AnAppIsSwitchedOffAndOn)
{
    std::string const path = std::string(kPrincipals) + "/" + principal(kApi);
    EXPECT_EQ(send(Method::Patch, path, R"({"accountEnabled":false})").status, 204);
    EXPECT_EQ(parsed(get(path)).boolean("accountEnabled"), false);
    EXPECT_EQ(send(Method::Patch, path, R"({"accountEnabled":true})").status, 204);
    EXPECT_EQ(parsed(get(path)).boolean("accountEnabled"), true);
    EXPECT_EQ(send(Method::Patch, path, R"({"displayName":"x"})").status, 400);
    EXPECT_EQ(
        send(Method::Patch, std::string(kPrincipals) + "/" + principal(kDirectoryApiId), R"({"accountEnabled":false})")
            .status,
        403);
}

TEST_F(ServicePrincipalsTest, AnAdministratorsScriptConsentsForEverybody)
{
    http::Response const created = post(kGrants, grant("Tasks.Read"));
    EXPECT_EQ(created.status, 201) << created.body;
    json::Object const shown = parsed(created);
    std::string const path = std::string(kGrants) + "/" + shown.text("id").value_or("");
    EXPECT_EQ(created.headers.get("Location"), kHost + path);
    EXPECT_EQ(permissions(), "Tasks.Read* ");
    expect_error(post(kGrants, grant("Tasks.Write")), 400, "Request_BadRequest", "Permission entry already exists.");
    EXPECT_EQ(send(Method::Patch, path, R"({"scope":"Tasks.Write Tasks.Read"})").status, 204);
    EXPECT_EQ(permissions(), "Tasks.Read* Tasks.Write* ");
    EXPECT_EQ(send(Method::Patch, path, R"({"scope":"Tasks.Write"})").status, 204);
    EXPECT_EQ(permissions(), "Tasks.Read Tasks.Write* ");
    json::Array const found = values(get(std::string(kGrants) + "?$filter=clientId%20eq%20'" + principal(kApp) + "'"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].as_object()->text("scope"), "Tasks.Write");
    EXPECT_EQ(parsed(get(path)).text("resourceId"), principal(kApi));
    EXPECT_EQ(values(get(std::string(kGrants) + "?$filter=clientId%20eq%20'x'")).size(), 0u);
    EXPECT_EQ(send(Method::Delete, path).status, 204);
    EXPECT_EQ(permissions(), "Tasks.Read Tasks.Write ");
    EXPECT_EQ(get(path).status, 404);
}

TEST_F(ServicePrincipalsTest, AWrongGrantIsRefused)
{
    auto const refused = [&](std::string_view name, json::Value value, int status, std::string const& code) {
        expect_error(post(kGrants, changed(grant("Tasks.Read"), name, std::move(value))), status, code, "");
    };
    refused("consentType", "Principal", 400, "Request_BadRequest");
    refused("clientId", "x", 404, "Request_ResourceNotFound");
    refused("resourceId", "x", 404, "Request_ResourceNotFound");
    refused("resourceId", principal(kApi, kOther), 404, "Request_ResourceNotFound");
    refused("scope", "", 400, "Request_BadRequest");
    refused("scope", "Tasks.Delete", 400, "Request_BadRequest");
    refused("scope", "Tasks.Export", 400, "Request_BadRequest");
    refused("clientId", principal(kDirectoryApiId), 403, "Authorization_RequestDenied");
    EXPECT_EQ(permissions(), "");
}

TEST_F(ServicePrincipalsTest, ARoleIsAssignedSeenFromBothSidesAndTakenAway)
{
    std::string const client = std::string(kPrincipals) + "/" + principal(kApp) + "/appRoleAssignments";
    std::string const resource = std::string(kPrincipals) + "/" + principal(kApi) + "/appRoleAssignedTo";
    http::Response const created = post(client, assignment(kApi, role_id()));
    EXPECT_EQ(created.status, 201) << created.body;
    std::string const id = parsed(created).text("id").value_or("");
    EXPECT_EQ(permissions(), "Tasks.Export* ");
    expect_error(post(resource, assignment(kApi, role_id())), 400, "Request_BadRequest",
        "Permission being assigned already exists on the object");
    EXPECT_EQ(values(get(resource))[0].as_object()->text("id"), id);
    EXPECT_EQ(values(get(resource))[0].as_object()->text("principalDisplayName"), "pipeline");
    EXPECT_EQ(values(get(client + "?$filter=appRoleId%20eq%20'" + role_id() + "'")).size(), 1u);
    EXPECT_EQ(send(Method::Delete, resource + "/" + id).status, 204);
    EXPECT_EQ(send(Method::Delete, client + "/" + id).status, 404);
    EXPECT_EQ(permissions(), "Tasks.Export ");
    EXPECT_EQ(post(resource, assignment(kApi, role_id())).status, 201);
    EXPECT_EQ(post(client, assignment(kApi, "x")).status, 400);
    EXPECT_EQ(post(client, assignment("nobody", role_id())).status, 404);
    EXPECT_EQ(post(resource, assignment(kDirectoryApiId, "df021288-bdef-4463-88db-98f22de89214")).status, 400);
}

TEST_F(ServicePrincipalsTest, Attack52NoCallAboutAppsIsOpen)
{
    std::string const apps = "/v1.0/applications/" + object_id(TenantId(kTenant), ClientId(kApi));
    std::string const principals = std::string(kPrincipals) + "/" + principal(kApi);
    std::pair<Method, std::string> const calls[] = { { Method::Get, "/v1.0/applications" },
        { Method::Post, "/v1.0/applications" }, { Method::Get, apps }, { Method::Patch, apps },
        { Method::Delete, apps }, { Method::Post, apps + "/addPassword" }, { Method::Post, apps + "/removePassword" },
        { Method::Get, apps + "/extensionProperties" }, { Method::Get, kPrincipals }, { Method::Post, kPrincipals },
        { Method::Get, principals }, { Method::Patch, principals }, { Method::Delete, principals },
        { Method::Get, principals + "/appRoleAssignments" }, { Method::Post, principals + "/appRoleAssignments" },
        { Method::Delete, principals + "/appRoleAssignments/x" }, { Method::Get, principals + "/appRoleAssignedTo" },
        { Method::Post, principals + "/appRoleAssignedTo" }, { Method::Delete, principals + "/appRoleAssignedTo/x" },
        { Method::Get, kGrants }, { Method::Post, kGrants }, { Method::Get, std::string(kGrants) + "/x" },
        { Method::Patch, std::string(kGrants) + "/x" }, { Method::Delete, std::string(kGrants) + "/x" },
        { Method::Get, "/v1.0/users/delta" },
        { Method::Post, "/v1.0/users/x/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword" } };
    allow({ directory_role::kReadPolicies });
    for (auto const& [method, path] : calls) {
        expect_error(send(method, path, "{}", ""), 401, "InvalidAuthenticationToken", "Access token is empty.");
        EXPECT_EQ(send(method, path, "{}").status, 403) << path;
    }
}

// What an app is allowed decides what it may have others, and itself, be allowed.
TEST_F(ServicePrincipalsTest, Attack50AnAppDoesNotRaiseItself)
{
    json::Object const wish = assignment(kDirectoryApiId, "741f803b-c850-494e-b5df-cde7c675a1ca");
    std::string const path = std::string(kPrincipals) + "/" + principal(kApp) + "/appRoleAssignments";
    std::string const asked = R"({"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000",
        "resourceAccess":[{"id":"1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9","type":"Role"},
        {"id":"741f803b-c850-494e-b5df-cde7c675a1ca","type":"Role"}]}]})";
    std::string const own = "/v1.0/applications/" + object_id(TenantId(kTenant), ClientId(kApp));
    allow({ directory_role::kWriteApps });
    EXPECT_EQ(post(path, wish).status, 403);
    EXPECT_EQ(post(kGrants, grant("Tasks.Read")).status, 403);
    EXPECT_EQ(send(Method::Patch, own, asked).status, 204);
    EXPECT_EQ(get("/v1.0/users").status, 403);
    EXPECT_EQ(values(get(path)).size(), 1u);
    // Nor by an app that it makes.
    http::Response const made = send(Method::Post, "/v1.0/applications", R"({"displayName":"mine",)" + asked.substr(1));
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(values(get(std::string(kPrincipals) + "/" + principal(parsed(made).text("appId").value())
                         + "/appRoleAssignments"))
                  .size(),
        0u);
    // Consent to scopes is not consent to roles.
    allow({ directory_role::kGrantScopes });
    EXPECT_EQ(post(path, wish).status, 403);
    json::Object body = grant("User.ReadWrite.All");
    body.set("resourceId", principal(kDirectoryApiId));
    EXPECT_EQ(post(kGrants, body).status, 400);
    allow({ directory_role::kGrantRoles });
    EXPECT_EQ(get("/v1.0/users").status, 403);
    EXPECT_EQ(post(path, wish).status, 201);
    EXPECT_EQ(get("/v1.0/users").status, 200);
}

} // namespace
} // namespace gatehouse::graph
