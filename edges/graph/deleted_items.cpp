#include "edges/graph/deleted_items.h"

#include "core/applications/directory_api.h"
#include "edges/graph/app_shape.h"
#include "edges/graph/applications.h"
#include "edges/graph/routes.h"
#include "edges/graph/small_list.h"
#include "edges/graph/users.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

json::Object show(Caller const& caller, DeletedApplication const& deleted, std::vector<Application> const& known)
{
    json::Object shown{ { "@odata.type", "#microsoft.graph.application" } };
    for (json::Member const& member : write_app(caller.tenant, deleted.app, known).members())
        shown.set(member.name, member.value);
    shown.set("deletedDateTime", rfc3339(deleted.deleted));
    return shown;
}

// By its object id.
Answer<std::optional<DeletedApplication>> find_deleted_app(
    Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const wanted = to_lower(request.path_value("id"));
    for (DeletedApplication& one : TRY(ports.deleted_applications.list(caller.tenant.id)))
        if (object_id(caller.tenant.id, one.app.id) == wanted)
            return std::move(one);
    return std::nullopt;
}

using Roles = std::span<std::string_view const>;

Answer<void> expect_role(Caller const& caller, Roles roles)
{
    if (has_directory_role(caller.app, roles))
        return {};
    return std::unexpected(
        GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."));
}

enum class Kind { Person, App };

Answer<Kind> kind_of(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<Kind>(graph, [&](Ports& ports) -> Answer<Kind> {
        std::string const id = request.path_value("id");
        if (TRY(find_deleted_app(ports, caller, request)))
            return Kind::App;
        if (TRY(ports.deleted_users.find(caller.tenant.id, UserId(to_lower(id)))))
            return Kind::Person;
        return std::unexpected(not_found(id));
    });
}

Answer<DeletedApplication> load_deleted_app(Ports& ports, Caller const& caller, http::Request const& request)
{
    auto deleted = TRY(find_deleted_app(ports, caller, request));
    if (!deleted)
        return std::unexpected(not_found(request.path_value("id")));
    return std::move(*deleted);
}

} // namespace

Answer<http::Response> list_deleted_apps(Graph& graph, Caller const& caller, http::Request const& request)
{
    SmallList list{
        .set = "directoryObjects", .type = "Application", .items = {}, .texts = { "id", "appId", "displayName" }
    };
    TRY(look<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        for (DeletedApplication const& one : TRY(ports.deleted_applications.list(caller.tenant.id)))
            list.items.push_back(show(caller, one, known));
        return {};
    }));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> get_deleted_item(Graph& graph, Caller const& caller, http::Request const& request)
{
    Kind const kind = TRY(kind_of(graph, caller, request));
    TRY(expect_role(caller, kind == Kind::App ? Roles(kReadApps) : Roles(kReadUsers)));
    if (kind == Kind::Person)
        return get_deleted_user(graph, caller, request);
    json::Object const shown = TRY(look<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        DeletedApplication const deleted = TRY(load_deleted_app(ports, caller, request));
        return show(caller, deleted, TRY(known_apps(ports, caller)));
    }));
    return answer_one(request, 200, "directoryObjects", shown);
}

Answer<http::Response> restore_item(Graph& graph, Caller const& caller, http::Request const& request)
{
    Kind const kind = TRY(kind_of(graph, caller, request));
    TRY(expect_role(caller, kind == Kind::App ? Roles(kWriteApps) : Roles(kWriteUsers)));
    if (kind == Kind::Person)
        return restore_user(graph, caller, request);
    json::Object const shown = TRY(write<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        DeletedApplication const deleted = TRY(load_deleted_app(ports, caller, request));
        // It comes back with its credentials.
        TRY(expect_within_reach(caller, deleted.app));
        Application const restored
            = TRY(judged(restore_app(ports, caller.tenant.id, acting(graph, caller, request), deleted)));
        return write_app(caller.tenant, restored, TRY(known_apps(ports, caller)));
    }));
    json::Object typed{ { "@odata.type", "#microsoft.graph.application" } };
    for (json::Member const& member : shown.members())
        typed.set(member.name, member.value);
    return json_response(200, with_context(request, "directoryObjects/$entity", typed));
}

Answer<http::Response> erase_item(Graph& graph, Caller const& caller, http::Request const& request)
{
    Kind const kind = TRY(kind_of(graph, caller, request));
    TRY(expect_role(caller, kind == Kind::App ? Roles(kWriteApps) : Roles(kWriteUsers)));
    if (kind == Kind::Person)
        return erase_user(graph, caller, request);
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        DeletedApplication const deleted = TRY(load_deleted_app(ports, caller, request));
        return judged(erase_app(ports, caller.tenant.id, acting(graph, caller, request), deleted));
    }));
    return no_content();
}

} // namespace gatehouse::graph
