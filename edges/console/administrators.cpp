// Who administers the tenant.
#include "core/administration/roles.h"
#include "core/people/find.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

struct RoleText {
    AdminRole role;
    std::string_view label;
};
constexpr RoleText kRoles[] = {
    { AdminRole::Global, "Global: everything, and who has which role" },
    { AdminRole::User, "User: people, their passwords, factors and sessions" },
    { AdminRole::Application, "Application: app registrations and consent" },
    { AdminRole::Policy, "Policy: flows, policies and their keys" },
    { AdminRole::Auditor, "Auditor: reads the audit log and all settings" },
};

struct One {
    Administrator administrator;
    std::optional<User> user;
};

std::string name_of(One const& one)
{
    return one.user ? display_name(*one.user) : one.administrator.user.text();
}

std::string roles_text(std::vector<AdminRole> const& roles)
{
    std::vector<std::string> names;
    for (AdminRole const role : roles)
        names.emplace_back(name(role));
    return join(names, ", ");
}

std::string path_of(Visit const& visit, UserId const& user)
{
    return visit.path("administrators/" + url::encode(user.text()));
}

Response list_administrators(Visit const& visit)
{
    auto const all = TRY(look<std::vector<One>>(visit.console, [&](Ports& ports) -> Answer<std::vector<One>> {
        std::vector<One> found;
        for (Administrator& one : TRY(ports.administrators.list(visit.tenant().id))) {
            auto user = TRY(ports.users.find(visit.tenant().id, one.user));
            found.push_back({ std::move(one), std::move(user) });
        }
        return found;
    }));
    Table list{ .caption = "Administrators", .columns = { "Name", "Roles", "Object id", "" } };
    bool const may = visit.may_write("administrators");
    for (One const& one : all)
        list.rows.push_back({ visit.may_read("users") ? link(person_path(visit, one.administrator.user), name_of(one))
                                                      : text(name_of(one)),
            text(roles_text(one.administrator.roles)), code(one.administrator.user.text()),
            may ? link(path_of(visit, one.administrator.user), "Change roles") : html::Safe() });
    html::Safe content = table(list);
    if (may)
        content += section("add", "Give somebody a role",
            query_form(visit.path("administrators/find"),
                text_field({ .name = "q",
                    .label = "Person",
                    .help = "Sign-in name, object id or id at a provider. They need an account in this tenant.",
                    .required = true })
                    + buttons(button(Look::Primary, "Go on"))));
    return draw(visit, { .title = "Administrators", .area = "administrators", .content = std::move(content) });
}

Response find_one(Visit const& visit)
{
    std::string const asked = visit.value("q");
    auto const called = TRY(look<std::vector<User>>(visit.console,
        [&](Ports& ports) -> Answer<std::vector<User>> { return TRY(find_called(ports, visit.tenant().id, asked)); }));
    if (called.empty())
        return trouble(404, "There is nobody called " + asked + " in this tenant.");
    if (called.size() > 1)
        return trouble(400, "Several people are called " + asked + ". Enter the object id of the one you mean.");
    return http::redirect(path_of(visit, called.front().id), 303);
}

Response show_roles(Visit const& visit)
{
    One const one = TRY(look<One>(visit.console, [&](Ports& ports) -> Answer<One> {
        User user = TRY(named_person(ports, visit));
        auto roles = TRY(ports.administrators.roles(visit.tenant().id, user.id));
        return One{ { user.id, std::move(roles) }, std::move(user) };
    }));
    html::Safe boxes;
    for (RoleText const& role : kRoles) {
        bool const has = std::ranges::find(one.administrator.roles, role.role) != one.administrator.roles.end();
        boxes += check_box("role", role.label, has, name(role.role));
    }
    html::Safe const inside = html::fill("<fieldset><legend>Roles of {{name}}</legend>\n{{boxes}}</fieldset>\n",
                                  { { "name", name_of(one) }, { "boxes", boxes } })
        + paragraph("Without any role the person is no administrator, and their session of the console ends.")
        + buttons(button(Look::Primary, "Save") + link_button(Look::Secondary, visit.path("administrators"), "Cancel"));
    return draw(visit,
        { .title = "Roles of " + name_of(one),
            .area = "administrators",
            .content = form(visit, visit.request.path, inside) });
}

Response save_roles(Visit const& visit)
{
    std::vector<AdminRole> roles;
    for (auto const& [field, value] : visit.form.pairs()) {
        auto const role = field == "role" ? parse_admin_role(value) : std::nullopt;
        if (field == "role" && !role)
            return trouble(400, "There is no role " + value + ".");
        if (role)
            roles.push_back(*role);
    }
    User const user = TRY(write<User>(visit.console, [&](Ports& ports) -> Answer<User> {
        User one = TRY(named_person(ports, visit));
        auto const changed = change_roles(ports, visit.tenant().id, one.id, roles,
            { .by = visit.session.user.text(),
                .time = visit.now(),
                .correlation = CorrelationId(visit.request.correlation_id),
                .address = visit.request.peer });
        if (!changed && changed.error().fault == Fault::Denied)
            return trouble(409, changed.error().detail);
        TRY(std::move(changed));
        return one;
    }));
    return done(visit, visit.path("administrators"),
        display_name(user) + (roles.empty() ? " has no role any more." : " has the roles " + roles_text(roles) + "."));
}

} // namespace

std::vector<Route> administrator_routes()
{
    return {
        { http::Method::Get, "", list_administrators },
        { http::Method::Get, "/find", find_one },
        { http::Method::Get, "/{id}", show_roles, Needs::FreshSignIn },
        { http::Method::Post, "/{id}", save_roles, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
