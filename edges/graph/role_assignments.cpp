#include "edges/graph/app_shape.h"
#include "edges/graph/applications.h"
#include "edges/graph/principals.h"
#include "edges/graph/service_principals.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

// A role of an API that an app has by itself.
struct Assignment {
    Application client;
    Application resource;
    AppRole role;
};

std::string assignment_id(Tenant const& tenant, Assignment const& one)
{
    return base64url_encode(crypto::sha256("role\n" + tenant.id.text() + "\n" + one.client.id.text() + "\n"
        + one.resource.id.text() + "\n" + one.role.name));
}

json::Object show(Tenant const& tenant, Assignment const& one)
{
    return { { "id", assignment_id(tenant, one) }, { "deletedDateTime", nullptr },
        { "appRoleId", id_of(one.role, one.resource.id) }, { "createdDateTime", nullptr },
        { "principalDisplayName", one.client.name }, { "principalId", service_principal(tenant.id, one.client.id) },
        { "principalType", "ServicePrincipal" }, { "resourceDisplayName", one.resource.name },
        { "resourceId", service_principal(tenant.id, one.resource.id) } };
}

std::vector<Assignment> all_assignments(std::vector<Application> const& known)
{
    std::vector<Assignment> all;
    for (Application const& app : known)
        for (Permission const& one : app.permissions) {
            auto const resource = std::ranges::find(known, one.resource, &Application::id);
            if (one.kind != PermissionKind::Role || !one.consented || resource == known.end())
                continue;
            auto const role = std::ranges::find(resource->roles, one.scope, &AppRole::name);
            if (role != resource->roles.end())
                all.push_back({ app, *resource, *role });
        }
    return all;
}

enum class Side { Client, Resource };

ClientId const& id_at(Assignment const& one, Side side)
{
    return side == Side::Client ? one.client.id : one.resource.id;
}

Answer<http::Response> list(Graph& graph, Caller const& caller, http::Request const& request, Side side)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    Application const app = TRY(named_principal(known, caller, request));
    SmallList list{ .set = "appRoleAssignments",
        .type = "AppRoleAssignment",
        .items = {},
        .texts = { "id", "appRoleId", "principalId", "resourceId" } };
    for (Assignment const& one : all_assignments(known))
        if (id_at(one, side) == app.id)
            list.items.push_back(show(caller.tenant, one));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<Assignment> read_assignment(
    json::Object const& body, std::vector<Application> const& known, Tenant const& tenant)
{
    auto const find = [&](std::string const& property) -> Answer<Application> {
        std::string const id = body.text(property).value_or("");
        Application const* app = find_by_principal(known, tenant, id);
        if (!app)
            return std::unexpected(not_found(id));
        return *app;
    };
    Application const client = TRY(find("principalId"));
    Application const resource = TRY(find("resourceId"));
    TRY(expect_registered(tenant, client));
    std::string const id = to_lower(body.text("appRoleId").value_or(""));
    auto const role
        = std::ranges::find_if(resource.roles, [&](AppRole const& one) { return id_of(one, resource.id) == id; });
    if (role == resource.roles.end())
        return std::unexpected(
            invalid_value("appRoleId", "'" + resource.name + "' has no role for apps with the id '" + id + "'."));
    return Assignment{ client, resource, *role };
}

Answer<http::Response> assign(Graph& graph, Caller const& caller, http::Request const& request, Side side)
{
    json::Object const body = TRY(read_body(request));
    json::Object const shown = TRY(write<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        auto const known = TRY(known_apps(ports, caller));
        Application const named = TRY(named_principal(known, caller, request));
        Assignment const wanted = TRY(read_assignment(body, known, caller.tenant));
        if (id_at(wanted, side) != named.id)
            return std::unexpected(invalid_value(
                side == Side::Client ? "principalId" : "resourceId", "It is the service principal in the address."));
        for (Assignment const& one : all_assignments(known))
            if (assignment_id(caller.tenant, one) == assignment_id(caller.tenant, wanted))
                return std::unexpected(bad_request("Permission being assigned already exists on the object"));
        TRY(judged(grant_consent(ports, caller.tenant.id, acting(graph, caller, request), wanted.client,
            { wanted.resource.id, PermissionKind::Role, { wanted.role.name } })));
        return show(caller.tenant, wanted);
    }));
    http::Response response = json_response(201, with_context(request, "appRoleAssignments/$entity", shown));
    response.headers.set("Location", request.path + "/" + shown.text("id").value_or(""));
    return response;
}

} // namespace

Answer<http::Response> list_role_assignments(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, Side::Client);
}

Answer<http::Response> list_roles_assigned(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list(graph, caller, request, Side::Resource);
}

Answer<http::Response> assign_role(Graph& graph, Caller const& caller, http::Request const& request)
{
    return assign(graph, caller, request, Side::Client);
}

Answer<http::Response> assign_role_of(Graph& graph, Caller const& caller, http::Request const& request)
{
    return assign(graph, caller, request, Side::Resource);
}

Answer<http::Response> remove_role_assignment(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const named = TRY(named_principal(known, caller, request));
        for (Assignment const& one : all_assignments(known)) {
            bool const is_named = one.client.id == named.id || one.resource.id == named.id;
            if (!is_named || assignment_id(caller.tenant, one) != request.path_value("assignment"))
                continue;
            TRY(judged(revoke_consent(ports, caller.tenant.id, acting(graph, caller, request), one.client,
                { one.resource.id, PermissionKind::Role, { one.role.name } })));
            return {};
        }
        return std::unexpected(not_found(request.path_value("assignment")));
    }));
    return no_content();
}

} // namespace gatehouse::graph
