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

constexpr char const* kAllPrincipals = "AllPrincipals";

// The scopes of one API that an app was granted for everybody who signs in to it.
struct Grant {
    ClientId client;
    ClientId resource;
    std::vector<std::string> scopes;
};

std::string grant_id(Tenant const& tenant, Grant const& grant)
{
    return base64url_encode(
        crypto::sha256("grant\n" + tenant.id.text() + "\n" + grant.client.text() + "\n" + grant.resource.text()));
}

std::vector<Grant> grants_of(Application const& app)
{
    std::vector<Grant> grants;
    for (Permission const& one : app.permissions) {
        if (one.kind != PermissionKind::Scope || !one.consented)
            continue;
        auto grant = std::ranges::find(grants, one.resource, &Grant::resource);
        if (grant == grants.end())
            grant = grants.insert(grants.end(), Grant{ app.id, one.resource, {} });
        grant->scopes.push_back(one.scope);
    }
    return grants;
}

json::Object show(Tenant const& tenant, Grant const& grant)
{
    return { { "clientId", service_principal(tenant.id, grant.client) }, { "consentType", kAllPrincipals },
        { "id", grant_id(tenant, grant) }, { "principalId", nullptr },
        { "resourceId", service_principal(tenant.id, grant.resource) }, { "scope", join(grant.scopes, " ") } };
}

Answer<Grant> named_grant(std::vector<Application> const& known, Caller const& caller, http::Request const& request)
{
    std::string const id = request.path_value("id");
    for (Application const& app : known)
        for (Grant& grant : grants_of(app))
            if (grant_id(caller.tenant, grant) == id)
                return std::move(grant);
    return std::unexpected(not_found(id));
}

Answer<std::vector<std::string>> read_scopes(json::Object const& body)
{
    auto const scopes = split_words(body.text("scope").value_or(""));
    if (scopes.empty())
        return std::unexpected(invalid_value("scope", "It names scopes of the API with spaces between."));
    return scopes;
}

// Both apps of a new grant, by the ids of their service principals.
Answer<Grant> read_grant(json::Object const& body, std::vector<Application> const& known, Tenant const& tenant)
{
    if (!equals_ignoring_case(body.text("consentType").value_or(""), kAllPrincipals))
        return std::unexpected(invalid_value(
            "consentType", "It is AllPrincipals: administrators consent for everybody, and nobody for themselves."));
    auto const find = [&](std::string const& property) -> Answer<Application> {
        std::string const id = body.text(property).value_or("");
        Application const* app = find_by_principal(known, tenant, id);
        if (!app)
            return std::unexpected(not_found(id));
        return *app;
    };
    Application const client = TRY(find("clientId"));
    TRY(expect_registered(tenant, client));
    Application const resource = TRY(find("resourceId"));
    return Grant{ client.id, resource.id, TRY(read_scopes(body)) };
}

Consent consent_to(Grant const& grant, std::vector<std::string> names)
{
    return { grant.resource, PermissionKind::Scope, std::move(names) };
}

std::vector<std::string> without(std::vector<std::string> const& all, std::vector<std::string> const& others)
{
    std::vector<std::string> rest;
    for (std::string const& one : all)
        if (std::ranges::find(others, one) == others.end())
            rest.push_back(one);
    return rest;
}

// Makes the scopes of a grant these and no others.
Answer<void> replace_scopes(Graph& graph, Caller const& caller, http::Request const& request, Ports& ports,
    Grant const& grant, std::vector<std::string> const& wanted)
{
    Acting const by = acting(graph, caller, request);
    Application app = TRY(judged(load_app(ports, caller.tenant.id, grant.client)));
    if (auto gone = without(grant.scopes, wanted); !gone.empty())
        app = TRY(
            judged(revoke_consent(ports, caller.tenant.id, by, std::move(app), consent_to(grant, std::move(gone)))));
    if (auto fresh = without(wanted, grant.scopes); !fresh.empty())
        TRY(judged(grant_consent(ports, caller.tenant.id, by, std::move(app), consent_to(grant, std::move(fresh)))));
    return {};
}

} // namespace

Answer<http::Response> list_grants(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    SmallList list{ .set = "oauth2PermissionGrants",
        .type = "OAuth2PermissionGrant",
        .items = {},
        .texts = { "id", "clientId", "consentType", "principalId", "resourceId", "scope" } };
    for (Application const& app : known)
        for (Grant const& grant : grants_of(app))
            list.items.push_back(show(caller.tenant, grant));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> create_grant(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    json::Object const shown = TRY(write<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        auto const known = TRY(known_apps(ports, caller));
        Grant grant = TRY(read_grant(body, known, caller.tenant));
        auto const wanted = std::exchange(grant.scopes, {});
        auto const client = std::ranges::find(known, grant.client, &Application::id);
        auto const existing = grants_of(*client);
        if (std::ranges::find(existing, grant.resource, &Grant::resource) != existing.end())
            return std::unexpected(bad_request("Permission entry already exists. Change its scope with PATCH."));
        TRY(replace_scopes(graph, caller, request, ports, grant, wanted));
        grant.scopes = wanted;
        return show(caller.tenant, grant);
    }));
    http::Response response = json_response(201, with_context(request, "oauth2PermissionGrants/$entity", shown));
    response.headers.set("Location", request.path + "/" + shown.text("id").value_or(""));
    return response;
}

Answer<http::Response> get_grant(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    Grant const grant = TRY(named_grant(known, caller, request));
    return answer_one(request, 200, "oauth2PermissionGrants", show(caller.tenant, grant));
}

Answer<http::Response> change_grant(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    auto const wanted = TRY(read_scopes(body));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Grant const grant = TRY(named_grant(known, caller, request));
        return replace_scopes(graph, caller, request, ports, grant, wanted);
    }));
    return no_content();
}

Answer<http::Response> delete_grant(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Grant const grant = TRY(named_grant(known, caller, request));
        return replace_scopes(graph, caller, request, ports, grant, {});
    }));
    return no_content();
}

} // namespace gatehouse::graph
