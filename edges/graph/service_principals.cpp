#include "edges/graph/service_principals.h"

#include "core/applications/directory_api.h"
#include "edges/graph/app_shape.h"
#include "edges/graph/applications.h"
#include "edges/graph/principals.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {

Application const* find_by_principal(
    std::vector<Application> const& known, Tenant const& tenant, std::string const& principal)
{
    std::string const wanted = to_lower(principal);
    auto const found = std::ranges::find_if(
        known, [&](Application const& app) { return service_principal(tenant.id, app.id) == wanted; });
    return found == known.end() ? nullptr : &*found;
}

Answer<Application> named_principal(
    std::vector<Application> const& known, Caller const& caller, http::Request const& request)
{
    std::string const key = request.path_value("id");
    constexpr std::string_view kByAppId = "appid=";
    if (starts_with_ignoring_case(key, kByAppId)) {
        auto const found = std::ranges::find(known, ClientId(to_lower(key).substr(kByAppId.size())), &Application::id);
        if (found != known.end())
            return *found;
    }
    Application const* app = find_by_principal(known, caller.tenant, key);
    if (!app)
        return std::unexpected(not_found(key));
    return *app;
}

Answer<void> expect_registered(Tenant const& tenant, Application const& app)
{
    if (app.id != directory_api().id && app.id != extensions_app(tenant).id)
        return {};
    return std::unexpected(
        GraphError(403, "Authorization_RequestDenied", "'" + app.name + "' belongs to the server and is not changed."));
}

namespace {

Answer<SmallList> all_principals(Graph& graph, Caller const& caller)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    SmallList list{ .set = "servicePrincipals",
        .type = "ServicePrincipal",
        .items = {},
        .texts = { "id", "appId", "displayName", "servicePrincipalType" },
        .truths = { "accountEnabled" },
        .collections = { "servicePrincipalNames" } };
    for (Application const& app : known)
        list.items.push_back(write_service_principal(caller.tenant, app));
    return list;
}

} // namespace

Answer<http::Response> list_service_principals(Graph& graph, Caller const& caller, http::Request const& request)
{
    return answer_list(graph, caller, request, TRY(all_principals(graph, caller)));
}

Answer<http::Response> count_service_principals(Graph& graph, Caller const& caller, http::Request const& request)
{
    return answer_count(request, TRY(all_principals(graph, caller)));
}

Answer<http::Response> create_service_principal(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string const id = to_lower(body.text("appId").value_or(""));
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    auto const app = std::ranges::find(known, ClientId(id), &Application::id);
    if (app == known.end())
        return std::unexpected(bad_request(
            "The appId '" + id + "' of the service principal does not reference a valid application object."));
    json::Object const shown = write_service_principal(caller.tenant, *app);
    http::Response response = json_response(201, with_context(request, "servicePrincipals/$entity", shown));
    response.headers.set("Location", request.path + "/" + shown.text("id").value_or(""));
    return response;
}

Answer<http::Response> get_service_principal(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    Application const app = TRY(named_principal(known, caller, request));
    return answer_one(request, 200, "servicePrincipals", write_service_principal(caller.tenant, app));
}

Answer<http::Response> change_service_principal(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::optional<bool> enabled;
    for (json::Member const& member : body.members()) {
        if (member.name.find('@') != std::string::npos)
            continue;
        if (!equals_ignoring_case(member.name, "accountEnabled") || !member.value.as_bool())
            return std::unexpected(invalid_value(
                member.name, "accountEnabled, true or false, is what can be changed; the rest is the application's."));
        enabled = *member.value.as_bool();
    }
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const before = TRY(named_principal(known, caller, request));
        TRY(expect_registered(caller.tenant, before));
        Application after = before;
        after.enabled = enabled.value_or(before.enabled);
        return judged(update_app(
            ports, caller.tenant.id, acting(graph, caller, request), before, std::move(after), { "accountEnabled" }));
    }));
    return no_content();
}

Answer<http::Response> keep_service_principal(Graph&, Caller const&, http::Request const&)
{
    return std::unexpected(bad_request(
        "A service principal is its application's and goes with it. Delete the application, or set accountEnabled to "
        "false."));
}

} // namespace gatehouse::graph
