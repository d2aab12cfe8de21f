// What an app may ask of others, and what an administrator consented to.
#include "core/applications/directory_api.h"
#include "edges/console/apps.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr char const* kBelow = "/permissions";

// "{resource} scope Tasks.Read": a permission as the value of an option.
std::string key_of(ClientId const& resource, PermissionKind kind, std::string const& name)
{
    return resource.text() + (kind == PermissionKind::Role ? " role " : " scope ") + name;
}

std::optional<Permission> read_key(std::string const& key)
{
    auto const parts = split_words(key);
    if (parts.size() != 3 || (parts[1] != "role" && parts[1] != "scope"))
        return std::nullopt;
    return Permission{ ClientId(parts[0]), parts[2], false,
        parts[1] == "role" ? PermissionKind::Role : PermissionKind::Scope };
}

bool is_directory_role(Permission const& one)
{
    return one.resource == directory_api().id && one.kind == PermissionKind::Role;
}

html::Safe act(
    Visit const& visit, Application const& app, std::string_view action, std::string const& key, std::string_view words)
{
    return form(visit, app_path(visit, app.id, kBelow),
        hidden("action", action) + hidden("permission", key)
            + html::fill("<button class=\"button secondary small\" type=\"submit\">{{words}}<span class=\"unseen\"> "
                         "{{key}}</span></button>\n",
                { { "words", words }, { "key", key.substr(key.rfind(' ') + 1) } }));
}

html::Safe permission_table(Visit const& visit, Application const& app, std::vector<Application> const& apis)
{
    Table all{ .caption = "Permissions", .columns = { "Permission", "API", "Kind", "Consent" } };
    all.empty = "This app asks for nothing. People can sign in to it all the same.";
    if (visit.may_write("apps"))
        all.columns.emplace_back("");
    for (Permission const& one : app.permissions) {
        std::string const key = key_of(one.resource, one.kind, one.scope);
        std::vector<html::Safe> row{ text(one.scope), text(api_name(apis, one.resource)),
            text(one.kind == PermissionKind::Role ? "For the app itself" : "For people"),
            one.consented ? badge(Tone::Good, "Granted") : badge(Tone::Bad, "Not granted") };
        if (visit.may_write("apps"))
            row.push_back(
                (one.consented ? act(visit, app, "revoke", key, "Revoke") : act(visit, app, "grant", key, "Grant"))
                + act(visit, app, "remove", key, "Remove"));
        all.rows.push_back(std::move(row));
    }
    return table(all);
}

html::Safe add_form(Visit const& visit, Application const& app, std::vector<Application> const& apis)
{
    std::vector<Option> options;
    for (Application const& api : apis) {
        std::string const name = api_name(apis, api.id);
        for (ExposedScope const& scope : api.scopes)
            if (scope.enabled)
                options.push_back({ key_of(api.id, PermissionKind::Scope, scope.name), name + ": " + scope.name });
        for (AppRole const& role : api.roles)
            if (role.enabled)
                options.push_back({ key_of(api.id, PermissionKind::Role, role.name),
                    name + ": " + role.name + " (for the app itself)" });
    }
    return form(visit, app_path(visit, app.id, kBelow),
        hidden("action", "add")
            + select_field({ .name = "permission", .label = "Permission", .required = true }, options)
            + buttons(button(Look::Primary, "Add")));
}

http::Response permissions_page(Visit const& visit, Application const& app, html::Safe const& findings)
{
    auto const apis = resources(visit).value_or(std::vector<Application>());
    html::Safe content = findings + permission_table(visit, app, apis);
    bool const asks = std::ranges::any_of(app.permissions, [](Permission const& one) { return !one.consented; });
    if (visit.may_write("apps") && asks)
        content += form(visit, app_path(visit, app.id, kBelow),
            hidden("action", "grant-all")
                + buttons(button(Look::Primary, "Grant admin consent for " + visit.tenant().domain)));
    if (visit.may_write("apps"))
        content += section("add", "Add a permission", add_form(visit, app, apis));
    return draw_app(visit, app,
        { .title = "API permissions",
            .below = kBelow,
            .content = std::move(content),
            .status = findings.empty() ? 200 : 400 });
}

Answer<std::string> change(Ports& ports, Visit const& visit, Application const& before)
{
    std::string const action = visit.value("action");
    TenantId const& tenant = visit.tenant().id;
    if (action == "grant-all") {
        std::vector<Permission> asked = before.permissions;
        std::erase_if(asked, [](Permission const& one) { return one.consented; });
        TRY(grant(ports, visit, before, asked));
        return "Consent was granted.";
    }
    auto const wanted = read_key(visit.value("permission"));
    if (!wanted)
        return trouble(400, "The page does not know this permission. Load it again.");
    if (action == "grant") {
        TRY(grant(ports, visit, before, { *wanted }));
        return "Consent to " + wanted->scope + " was granted.";
    }
    if (action == "revoke") {
        TRY(judged(revoke_consent(
            ports, tenant, acting(visit), before, { wanted->resource, wanted->kind, { wanted->scope } })));
        return "Consent to " + wanted->scope + " was taken back.";
    }
    Application after = before;
    std::erase_if(after.permissions, [&](Permission const& one) {
        return one.resource == wanted->resource && one.kind == wanted->kind && one.scope == wanted->scope;
    });
    if (action == "add")
        after.permissions.push_back(*wanted);
    TRY(judged(update_app(ports, tenant, acting(visit), before, after, { "requiredResourceAccess" })));
    return wanted->scope + (action == "add" ? " was added. It works once consent is granted." : " was removed.");
}

Response save(Visit const& visit)
{
    ClientId id;
    std::string const notice = TRY(write<std::string>(visit.console, [&](Ports& ports) -> Answer<std::string> {
        Application const before = TRY(named_app(ports, visit));
        id = before.id;
        return change(ports, visit, before);
    }));
    return done(visit, app_path(visit, id, kBelow), notice);
}

} // namespace

std::string api_name(std::vector<Application> const& apis, ClientId const& id)
{
    if (id == directory_api().id)
        return "Directory (Microsoft Graph)";
    auto const found = std::ranges::find(apis, id, &Application::id);
    return found == apis.end() ? id.text() : found->name;
}

Answer<void> check_grant(Visit const& visit, Permission const& one)
{
    if (!is_directory_role(one) || is_global(visit))
        return {};
    return trouble(403,
        "'" + one.scope + "' lets the app act in the directory by itself. Somebody with the role Global can grant it.");
}

Answer<Application> grant(Ports& ports, Visit const& visit, Application app, std::vector<Permission> const& wanted)
{
    for (Permission const& one : wanted) {
        TRY(check_grant(visit, one));
        app = TRY(judged(grant_consent(
            ports, visit.tenant().id, acting(visit), std::move(app), { one.resource, one.kind, { one.scope } })));
    }
    return app;
}

std::vector<Route> app_permission_routes()
{
    return {
        { http::Method::Get, "/{id}/permissions",
            [](Visit const& visit) -> Response {
                Application const app = TRY(look_at_app(visit));
                return permissions_page(visit, app, {});
            } },
        { http::Method::Post, "/{id}/permissions", save },
    };
}

} // namespace gatehouse::console
