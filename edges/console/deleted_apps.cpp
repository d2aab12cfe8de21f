// App registrations that were deleted, for thirty days.
#include "core/applications/deleted_applications.h"
#include "edges/console/apps.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

std::string path_of(Visit const& visit, ClientId const& id, std::string_view below)
{
    return visit.path("deleted-apps/" + url::encode(id.text()) + std::string(below));
}

Answer<DeletedApplication> named_deleted(Ports& ports, Visit const& visit)
{
    return judged(load_deleted_app(ports, visit.tenant().id, ClientId(to_lower(visit.request.path_value("id")))));
}

// It comes back with its credentials and with what it may do.
Answer<void> check_restore(Visit const& visit, Application const& app)
{
    if (is_global(visit) || !has_directory_roles(app))
        return {};
    return trouble(
        403, "This app had roles in the directory, and has them again. Somebody with the role Global can restore it.");
}

Response list_deleted(Visit const& visit)
{
    auto const apps = TRY(look<std::vector<DeletedApplication>>(
        visit.console, [&](Ports& ports) -> Answer<std::vector<DeletedApplication>> {
            return TRY(ports.deleted_applications.list(visit.tenant().id));
        }));
    Table all{ .caption = "Deleted apps", .columns = { "Name", "Deleted", "Gone on", "Application (client) ID", "" } };
    all.empty = "No app was deleted in the last thirty days.";
    for (DeletedApplication const& one : apps) {
        html::Safe actions;
        if (visit.may_write("deleted-apps"))
            actions = html::fill("<span>{{restore}} {{erase}}</span>",
                { { "restore", link(path_of(visit, one.app.id, "/restore"), "Restore") },
                    { "erase", link(path_of(visit, one.app.id, "/erase"), "Delete at once") } });
        all.rows.push_back({ text(one.app.name), moment(one.deleted), moment(one.deleted + kDeletedApplicationsKept),
            code(one.app.id.text()), actions });
    }
    return draw(visit,
        { .title = "Deleted apps",
            .area = "deleted-apps",
            .above = { { visit.path("apps"), "App registrations" } },
            .content = table(all) });
}

http::Response ask(Visit const& visit, Application const& app, bool erase)
{
    return draw(visit,
        { .title = erase ? "Delete at once" : "Restore",
            .area = "deleted-apps",
            .above = { { visit.path("apps"), "App registrations" }, { visit.path("deleted-apps"), "Deleted apps" } },
            .content = question(visit,
                { .text = erase
                        ? "The registration of " + app.name + " is gone for good, with its secrets and permissions."
                        : "People can sign in to " + app.name
                            + " as before: its secrets, permissions and refresh tokens that have not expired are good "
                              "again, and so is what other apps were granted of it.",
                    .action = visit.request.path,
                    .button = erase ? "Delete at once" : "Restore",
                    .back = visit.path("deleted-apps"),
                    .look = erase ? Look::Danger : Look::Primary }) });
}

Answer<DeletedApplication> look_at_deleted(Visit const& visit)
{
    return look<DeletedApplication>(visit.console, [&](Ports& ports) { return named_deleted(ports, visit); });
}

Response ask_restore(Visit const& visit)
{
    DeletedApplication const one = TRY(look_at_deleted(visit));
    TRY(check_restore(visit, one.app));
    return ask(visit, one.app, false);
}

Response restore(Visit const& visit)
{
    Application const app = TRY(write<Application>(visit.console, [&](Ports& ports) -> Answer<Application> {
        DeletedApplication const one = TRY(named_deleted(ports, visit));
        TRY(check_restore(visit, one.app));
        return judged(restore_app(ports, visit.tenant().id, acting(visit), one));
    }));
    return done(visit, app_path(visit, app.id), app.name + " was restored.");
}

Response ask_erase(Visit const& visit)
{
    return ask(visit, TRY(look_at_deleted(visit)).app, true);
}

Response erase(Visit const& visit)
{
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        return judged(erase_app(ports, visit.tenant().id, acting(visit), TRY(named_deleted(ports, visit))));
    }));
    return done(visit, visit.path("deleted-apps"), "Deleted for good.");
}

} // namespace

std::vector<Route> deleted_app_routes()
{
    return {
        { http::Method::Get, "", list_deleted },
        { http::Method::Get, "/{id}/restore", ask_restore },
        { http::Method::Post, "/{id}/restore", restore },
        { http::Method::Get, "/{id}/erase", ask_erase, Needs::FreshSignIn },
        { http::Method::Post, "/{id}/erase", erase, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
