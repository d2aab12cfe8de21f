// What an app is called, and where it takes people.
#include "edges/console/apps.h"
#include "libs/base/text.h"

#include <algorithm>
#include <iterator>

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

std::string addresses_field(AppKind kind)
{
    return std::string(name(kind)) + "_redirect_uris";
}

std::string help_for_addresses(AppKind kind)
{
    std::string const rule = "One a line. https, or http on localhost; a slash at the end counts.";
    if (kind == AppKind::Web)
        return rule + " The app sends its secret.";
    if (kind == AppKind::Spa)
        return rule + " Pages of these origins may ask for tokens.";
    return "One a line. https, a scheme of the app's own, or http on localhost, where any port will do.";
}

html::Safe addresses_as_text(Application const& app)
{
    html::Safe out;
    for (auto const& [kind, label] : kPlatforms)
        if (auto const uris = uris_as(app, kind); !uris.empty())
            out += verbatim(std::string(label) + ": redirect URIs", join(uris, "\n"));
    return out;
}

http::Response authentication_page(Visit const& visit, Application const& app, html::Safe const& findings)
{
    html::Safe fields;
    std::vector<Option> kinds;
    for (auto const& [kind, label] : kPlatforms) {
        fields += text_area({ .name = addresses_field(kind),
                                .label = std::string(label) + ": redirect URIs",
                                .value = join(uris_as(app, kind), "\n"),
                                .help = help_for_addresses(kind) },
            3);
        kinds.push_back({ std::string(name(kind)), std::string(label) });
    }
    fields += select_field({ .name = "kind",
                               .label = "Without a redirect URI",
                               .value = std::string(name(app.kind)),
                               .help = "As what it asks then: a web app can act for itself with its secret, the others "
                                       "can send a name and a password.",
                               .required = true },
                  kinds)
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
        content += facts({ { "Without a redirect URI", text(name(app.kind)) },
                       { "Front-channel logout URL", text(app.front_channel_logout_uri) },
                       { "Back-channel logout URL", text(app.back_channel_logout_uri) } })
            + addresses_as_text(app);
    return draw_app(visit, app,
        { .title = "Authentication",
            .below = "/authentication",
            .content = std::move(content),
            .status = findings.empty() ? 200 : 400 });
}

Response save_authentication(Visit const& visit)
{
    return change_app(
        visit, "/authentication", { "web", "spa", "publicClient" },
        [&](Application& app) {
            app.kind = parse_app_kind(visit.value("kind")).value_or(app.kind);
            app.redirect_uris.clear();
            for (auto const& [kind, label] : kPlatforms)
                std::ranges::copy(redirect_uris_of(kind, lines_of(visit.value(addresses_field(kind)))),
                    std::back_inserter(app.redirect_uris));
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
