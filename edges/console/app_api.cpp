// What an app offers to others: its app ID URI, scopes for people, roles for apps.
#include "edges/console/apps.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr char const* kBelow = "/api";

// A small form with one button: what to do with one scope or role.
html::Safe act(Visit const& visit, Application const& app, std::string_view action, std::string_view name, Look look,
    std::string_view words)
{
    return form(visit, app_path(visit, app.id, kBelow),
        hidden("action", action) + hidden("name", name)
            + html::fill("<button class=\"{{look}}\" type=\"submit\">{{words}}<span class=\"unseen\"> "
                         "{{name}}</span></button>\n",
                { { "look", look == Look::Danger ? "button danger small" : "button secondary small" },
                    { "words", words }, { "name", name } }));
}

template <class Exposed>
html::Safe exposed_table(Visit const& visit, Application const& app, std::vector<Exposed> const& all,
    std::string const& caption, std::string const& kind)
{
    Table list{ .caption = caption, .columns = { "Value", "Description", "Id", "State" } };
    list.empty = "None.";
    if (visit.may_write("apps"))
        list.columns.emplace_back("");
    for (Exposed const& one : all) {
        std::vector<html::Safe> row{ text(one.name), text(one.description), code(id_of(one, app.id)),
            one.enabled ? badge(Tone::Good, "Enabled") : badge(Tone::Plain, "Disabled") };
        if (visit.may_write("apps"))
            row.push_back(one.enabled ? act(visit, app, "disable-" + kind, one.name, Look::Secondary, "Disable")
                                      : act(visit, app, "enable-" + kind, one.name, Look::Secondary, "Enable")
                        + act(visit, app, "remove-" + kind, one.name, Look::Danger, "Remove"));
        list.rows.push_back(std::move(row));
    }
    return table(list);
}

html::Safe add_form(Visit const& visit, Application const& app, std::string const& kind, std::string const& example)
{
    return form(visit, app_path(visit, app.id, kBelow),
        hidden("action", "add-" + kind)
            + text_field({ .name = kind + "_name",
                .label = "Value",
                .help = "As apps ask for it, like " + example + ".",
                .required = true,
                .max_length = 120 })
            + text_field({ .name = kind + "_description",
                .label = "Description",
                .help = "What the administrator reads who consents.",
                .max_length = 1000 })
            + buttons(button(Look::Primary, kind == "scope" ? "Add the scope" : "Add the role")));
}

http::Response api_page(Visit const& visit, Application const& app, html::Safe const& findings)
{
    bool const may = visit.may_write("apps");
    html::Safe uri = app.app_id_uri.empty() ? paragraph("Without one nobody can ask for a scope of this app.")
                                            : paragraph("A scope is asked for as URI, slash, value.");
    if (may)
        uri += form(visit, app_path(visit, app.id, kBelow),
            hidden("action", "uri")
                + text_field({ .name = "uri",
                    .label = "App ID URI",
                    .value = app.app_id_uri,
                    .help = "Like https://" + visit.tenant().domain + "/tasks-api." })
                + buttons(button(Look::Primary, "Save")));
    else
        uri += facts({ { "App ID URI", code(app.app_id_uri) } });
    html::Safe scopes = exposed_table(visit, app, app.scopes, "Scopes", "scope");
    html::Safe roles = exposed_table(visit, app, app.roles, "Roles for apps", "role");
    if (may) {
        scopes += add_form(visit, app, "scope", "Tasks.Read");
        roles += add_form(visit, app, "role", "Tasks.Export");
    }
    return draw_app(visit, app,
        { .title = "Expose an API",
            .below = kBelow,
            .content = findings + section("uri", "App ID URI", uri)
                + section("scopes", "Scopes: what an app may do for a person", scopes)
                + section("roles", "Roles: what an app may do by itself", roles),
            .status = findings.empty() ? 200 : 400 });
}

template <class Exposed>
void change(std::vector<Exposed>& all, std::string_view action, std::string const& name)
{
    if (action == "remove")
        std::erase_if(all, [&](Exposed const& one) { return one.name == name; });
    for (Exposed& one : all)
        if (one.name == name)
            one.enabled = action == "enable";
}

Response save_api(Visit const& visit)
{
    std::string const action = visit.value("action");
    bool const is_scope = action.ends_with("-scope");
    if (action != "uri" && !is_scope && !action.ends_with("-role"))
        return trouble(400, "The page does not know what to do. Load it again.");
    std::string const kind = is_scope ? "scope" : "role";
    std::string const verb = action.substr(0, action.find('-'));
    std::string const property = action == "uri" ? "identifierUris" : is_scope ? "api" : "appRoles";
    return change_app(
        visit, kBelow, { property },
        [&](Application& app) {
            if (action == "uri")
                app.app_id_uri = visit.value("uri");
            else if (verb == "add" && is_scope)
                app.scopes.push_back({ visit.value("scope_name"), visit.value("scope_description") });
            else if (verb == "add")
                app.roles.push_back({ visit.value("role_name"), visit.value("role_description") });
            else if (is_scope)
                change(app.scopes, verb, visit.value("name"));
            else
                change(app.roles, verb, visit.value("name"));
        },
        // What was refused is not shown as if it were there.
        [&](Application const&, html::Safe findings) {
            auto const app = look_at_app(visit);
            return api_page(visit, app.value_or(Application()), findings);
        },
        verb == "remove" ? "Removed; what apps were granted of it has ended." : "Saved.");
}

} // namespace

std::vector<Route> app_api_routes()
{
    return {
        { http::Method::Get, "/{id}/api",
            [](Visit const& visit) -> Response {
                Application const app = TRY(look_at_app(visit));
                return api_page(visit, app, {});
            } },
        { http::Method::Post, "/{id}/api", save_api },
    };
}

} // namespace gatehouse::console
