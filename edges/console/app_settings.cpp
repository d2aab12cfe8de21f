// What an app is called, and where it takes people.
#include "edges/console/apps.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

http::Response properties_page(Visit const& visit, Application const& app, html::Safe const& findings)
{
    html::Safe const fields = text_field({ .name = "name", .label = "Name", .value = app.name, .required = true })
        + check_box("enabled", "Enabled: people can sign in to it, and it gets tokens", app.enabled);
    html::Safe content = findings;
    if (visit.may_write("apps"))
        content += form(visit, app_path(visit, app.id, "/properties"), fields + buttons(button(Look::Primary, "Save")));
    else
        content += facts({ { "Name", text(app.name) }, { "State", text(app.enabled ? "Enabled" : "Disabled") } });
    return draw_app(visit, app,
        { .title = "Properties",
            .below = "/properties",
            .content = std::move(content),
            .status = findings.empty() ? 200 : 400 });
}

Response save_properties(Visit const& visit)
{
    return change_app(
        visit, "/properties", { "displayName", "accountEnabled" },
        [&](Application& app) {
            app.name = visit.value("name");
            app.enabled = !visit.value("enabled").empty();
        },
        [&](Application const& app, html::Safe findings) { return properties_page(visit, app, findings); }, "Saved.");
}

http::Response authentication_page(Visit const& visit, Application const& app, html::Safe const& findings)
{
    html::Safe const fields
        = select_field({ .name = "kind",
                           .label = "Platform",
                           .value = std::string(name(app.kind)),
                           .help = "One for each app. Register another app for another platform.",
                           .required = true },
              { { "web", "Web" }, { "spa", "Single-page application" }, { "native", "Mobile and desktop" } })
        + text_area({ .name = "redirect_uris",
                        .label = "Redirect URIs",
                        .value = join(app.redirect_uris, "\n"),
                        .help = "One a line, 100 at most. https, or http on localhost; a slash at the end counts." },
            6)
        + text_field({ .name = "front_channel_logout_uri",
            .label = "Front-channel logout URL",
            .value = app.front_channel_logout_uri,
            .help = "Opened in a hidden frame when people sign out elsewhere.",
            .type = "url" })
        + text_field({ .name = "back_channel_logout_uri",
            .label = "Back-channel logout URL",
            .value = app.back_channel_logout_uri,
            .help = "Called by this server when a session ends.",
            .type = "url" })
        + html::trusted("<fieldset class=\"field\"><legend>Tokens from the authorize endpoint</legend>\n")
        + check_box("implicit_id_token", "ID tokens, for hybrid flows", app.implicit_id_token)
        + check_box("implicit_token", "Access tokens, for implicit flows. Better not: RFC 9700 advises against it",
            app.implicit_token)
        + html::trusted("</fieldset>\n");
    html::Safe content = findings;
    if (visit.may_write("apps"))
        content
            += form(visit, app_path(visit, app.id, "/authentication"), fields + buttons(button(Look::Primary, "Save")));
    else
        content += facts({ { "Platform", text(name(app.kind)) },
                       { "Front-channel logout URL", text(app.front_channel_logout_uri) },
                       { "Back-channel logout URL", text(app.back_channel_logout_uri) } })
            + verbatim("Redirect URIs", join(app.redirect_uris, "\n"));
    return draw_app(visit, app,
        { .title = "Authentication",
            .below = "/authentication",
            .content = std::move(content),
            .status = findings.empty() ? 200 : 400 });
}

std::vector<std::string> lines_of(std::string_view given)
{
    std::vector<std::string> lines;
    for (std::string const& line : split(given, '\n'))
        if (std::string_view const trimmed = trim(line); !trimmed.empty())
            lines.emplace_back(trimmed);
    return lines;
}

Response save_authentication(Visit const& visit)
{
    return change_app(
        visit, "/authentication", { "web", "spa", "publicClient" },
        [&](Application& app) {
            app.kind = parse_app_kind(visit.value("kind")).value_or(app.kind);
            app.redirect_uris = lines_of(visit.value("redirect_uris"));
            app.front_channel_logout_uri = visit.value("front_channel_logout_uri");
            app.back_channel_logout_uri = visit.value("back_channel_logout_uri");
            app.implicit_id_token = !visit.value("implicit_id_token").empty();
            app.implicit_token = !visit.value("implicit_token").empty();
        },
        [&](Application const& app, html::Safe findings) { return authentication_page(visit, app, findings); },
        "Saved.");
}

} // namespace

std::vector<Route> app_setting_routes()
{
    return {
        { http::Method::Get, "/{id}/properties",
            [](Visit const& visit) -> Response {
                Application const app = TRY(look_at_app(visit));
                return properties_page(visit, app, {});
            } },
        { http::Method::Post, "/{id}/properties", save_properties },
        { http::Method::Get, "/{id}/authentication",
            [](Visit const& visit) -> Response {
                Application const app = TRY(look_at_app(visit));
                return authentication_page(visit, app, {});
            } },
        { http::Method::Post, "/{id}/authentication", save_authentication },
    };
}

} // namespace gatehouse::console
