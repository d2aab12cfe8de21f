// People who were deleted, for thirty days.
#include "core/directory/user_search.h"
#include "core/personal_data/personal_data.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

constexpr int kPage = 50;

Answer<DeletedUser> named_deleted(Ports& ports, Visit const& visit)
{
    auto user = TRY(ports.deleted_users.find(visit.tenant().id, UserId(to_lower(visit.request.path_value("id")))));
    if (!user)
        return trouble(404, "There is nobody with this id among the deleted people. They may have been erased.");
    return std::move(*user);
}

std::string path_of(Visit const& visit, UserId const& user, std::string_view below)
{
    return visit.path("deleted-users/" + url::encode(user.text()) + std::string(below));
}

Response list_deleted(Visit const& visit)
{
    auto people
        = TRY(look<std::vector<DeletedUser>>(visit.console, [&](Ports& ports) -> Answer<std::vector<DeletedUser>> {
              return TRY(ports.deleted_users.list(visit.tenant().id, UserId(visit.value("after")), kPage + 1));
          }));
    bool const more = people.size() > kPage;
    if (more)
        people.pop_back();
    Table all{ .caption = "Deleted people", .columns = { "Name", "Deleted", "Erased on", "Object id", "" } };
    all.empty = "Nobody was deleted in the last thirty days.";
    for (DeletedUser const& one : people) {
        html::Safe actions;
        if (visit.may_write("deleted-users"))
            actions = html::fill("<span>{{restore}} {{erase}}</span>",
                { { "restore", link(path_of(visit, one.user.id, "/restore"), "Restore") },
                    { "erase", link(path_of(visit, one.user.id, "/erase"), "Erase") } });
        all.rows.push_back({ text(display_name(one.user)), moment(one.deleted), moment(one.deleted + kDeletedUsersKept),
            code(one.user.id.text()), actions });
    }
    return draw(visit,
        { .title = "Deleted people",
            .area = "deleted-users",
            .above = { { visit.path("users"), "Users" } },
            .content = table(all)
                + next_page(
                    more ? visit.path("deleted-users") + "?after=" + people.back().user.id.text() : std::string()) });
}

Response ask(Visit const& visit, bool erase)
{
    DeletedUser const one
        = TRY(look<DeletedUser>(visit.console, [&](Ports& ports) { return named_deleted(ports, visit); }));
    std::string const name = display_name(one.user);
    return draw(visit,
        { .title = erase ? "Erase for good" : "Restore",
            .area = "deleted-users",
            .above = { { visit.path("users"), "Users" }, { visit.path("deleted-users"), "Deleted people" } },
            .content = question(visit,
                { .text = erase ? "Everything of " + name
                            + " is erased now and cannot come back. The audit log keeps that it was done, by the "
                              "object id alone."
                                : name + " can sign in again as before, with the same password and factors.",
                    .action = visit.request.path,
                    .button = erase ? "Erase for good" : "Restore",
                    .back = visit.path("deleted-users"),
                    .look = erase ? Look::Danger : Look::Primary }) });
}

Response restore(Visit const& visit)
{
    User const user = TRY(write<User>(visit.console, [&](Ports& ports) -> Answer<User> {
        DeletedUser const one = TRY(named_deleted(ports, visit));
        auto const restored = ports.deleted_users.restore(visit.tenant().id, one.user.id);
        if (!restored && restored.error().fault == Fault::Conflict)
            return trouble(409, "Somebody else signs in with one of the names meanwhile: change theirs first.");
        TRY(std::move(restored));
        TRY(record(ports, visit, { .kind = AuditKind::UserRestored, .user = one.user.id }));
        return one.user;
    }));
    return done(visit, person_path(visit, user.id), display_name(user) + " was restored.");
}

Response erase(Visit const& visit)
{
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        DeletedUser const one = TRY(named_deleted(ports, visit));
        TRY(erase_person(ports, visit.tenant(), one.user.id, acting(visit)));
        return {};
    }));
    return done(visit, visit.path("deleted-users"), "Erased.");
}

} // namespace

std::vector<Route> deleted_user_routes()
{
    return {
        { http::Method::Get, "", list_deleted },
        { http::Method::Get, "/{id}/restore", [](Visit const& visit) { return ask(visit, false); } },
        { http::Method::Post, "/{id}/restore", restore },
        { http::Method::Get, "/{id}/erase", [](Visit const& visit) { return ask(visit, true); }, Needs::FreshSignIn },
        { http::Method::Post, "/{id}/erase", erase, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
