// App registrations: the list, the wizard, an app's overview, its end.
#include "edges/console/apps.h"

#include "core/administration/console_app.h"
#include "core/applications/directory_api.h"
#include "edges/console/door.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr size_t kPage = 50;

std::string platforms(Application const& app)
{
    std::vector<std::string> all;
    for (auto const& [kind, label] : kPlatforms)
        if (app.redirect_uris.empty() ? app.kind == kind : !uris_as(app, kind).empty())
            all.emplace_back(label);
    return join(all, ", ");
}

// The first secret to expire says whether somebody has to act.
html::Safe secrets_state(Application const& app, Time now)
{
    if (app.secrets.empty())
        return text(app.keys.empty() ? "None" : "Certificate");
    constexpr std::chrono::hours kSoon{ 24 * 30 };
    Time const last = std::ranges::max_element(app.secrets, {}, &AppSecret::expires)->expires;
    if (last <= now)
        return badge(Tone::Bad, "Expired");
    return last <= now + kSoon ? badge(Tone::Bad, "Expires soon") : badge(Tone::Good, "Current");
}

Response list_apps(Visit const& visit)
{
    auto apps
        = TRY(look<std::vector<Application>>(visit.console, [&](Ports& ports) -> Answer<std::vector<Application>> {
              return TRY(ports.applications.list(visit.tenant().id));
          }));
    std::string const asked = to_lower(visit.value("q"));
    std::erase_if(apps, [&](Application const& app) { return !is_asked_for(app, visit.tenant().id, asked); });
    size_t const first = std::min(
        apps.size(), static_cast<size_t>(std::clamp(parse_integer(visit.value("from")).value_or(0), 0LL, 1'000'000LL)));
    size_t const end = std::min(apps.size(), first + kPage);
    Table all{ .caption = "App registrations",
        .columns = { "Name", "Application (client) ID", "Platform", "Secrets" } };
    all.empty = asked.empty() ? "No app is registered yet." : "No app has this in its name, or this id.";
    for (size_t i = first; i < end; ++i)
        all.rows.push_back({ link(app_path(visit, apps[i].id), apps[i].name)
                + (apps[i].enabled ? html::Safe() : text(" ") + badge(Tone::Bad, "Disabled")),
            code(apps[i].id.text()), text(platforms(apps[i])), secrets_state(apps[i], visit.now()) });
    html::Safe actions;
    if (visit.may_write("apps"))
        actions += link_button(Look::Primary, visit.path("apps/new"), "New registration");
    actions += link_button(Look::Secondary, visit.path("deleted-apps"), "Deleted apps");
    html::Safe content = html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += query_form(visit.path("apps"),
        text_field({ .name = "q", .label = "Name or id", .value = visit.value("q"), .type = "search" })
            + buttons(button(Look::Secondary, "Search")));
    content += table(all);
    if (end < apps.size())
        content
            += next_page(visit.path("apps") + "?q=" + url::encode(visit.value("q")) + "&from=" + std::to_string(end));
    return draw(visit, { .title = "App registrations", .area = "apps", .content = std::move(content) });
}

http::Response new_page(Visit const& visit, html::Safe const& findings, int status = 200)
{
    html::Safe const fields = text_field({ .name = "name",
                                  .label = "Name",
                                  .value = visit.entered("name").value_or(""),
                                  .help = "People see it when they sign in.",
                                  .required = true })
        + select_field({ .name = "kind",
                           .label = "Platform",
                           .value = visit.entered("kind").value_or("web"),
                           .help = "A web app runs on a server and can keep a secret; the others cannot.",
                           .required = true },
            { { "web", "Web" }, { "spa", "Single-page application" }, { "native", "Mobile and desktop" } })
        + text_field({ .name = "redirect_uri",
            .label = "Redirect URI",
            .value = visit.entered("redirect_uri").value_or(""),
            .help = "Where people come back to. https, or http on localhost; every character counts.",
            .type = "url" })
        + select_field({ .name = "audience",
                           .label = "Who can use it",
                           .value = visit.entered("audience").value_or("AzureADandPersonalMicrosoftAccount"),
                           .required = true },
            { { "AzureADandPersonalMicrosoftAccount", "Everybody, through user flows and policies" },
                { "AzureADMyOrg", "This directory only: scripts that act for themselves" } });
    return draw(visit,
        { .title = "New registration",
            .area = "apps",
            .content
            = findings + form(visit, visit.path("apps/new"), fields + buttons(button(Look::Primary, "Register"))),
            .status = status });
}

Response register_one(Visit const& visit)
{
    Application wanted;
    wanted.name = visit.value("name");
    wanted.kind = parse_app_kind(visit.value("kind")).value_or(AppKind::Web);
    wanted.audience = visit.value("audience") == "AzureADMyOrg" ? "AzureADMyOrg" : wanted.audience;
    if (std::string uri = visit.value("redirect_uri"); !uri.empty())
        wanted.redirect_uris.push_back({ std::move(uri), wanted.kind });
    auto const app = write<Application>(visit.console, [&](Ports& ports) {
        return judged(register_app(ports, visit.tenant().id, acting(visit), visit.console.random, wanted));
    });
    if (!app && app.error().status < 500)
        return new_page(visit, message(Tone::Bad, app.error().text), app.error().status);
    if (!app)
        return std::unexpected(app.error());
    return done(visit, app_path(visit, app->id), app->name + " was registered.");
}

// Ready to be copied into the settings of the app.
html::Safe endpoints(Visit const& visit, Application const& app)
{
    std::string const base = origin_of(visit.console, visit.tenant(), visit.request) + "/" + visit.tenant().domain;
    Table all{ .caption = "Endpoints", .columns = { "What", "Address" } };
    if (has_confidential_part(app))
        all.rows.push_back({ text("Token, for the app itself"), code(base + "/oauth2/v2.0/token") });
    for (auto const& [id, plan] : visit.site->plans)
        if (!is_console_policy(PolicyId(id)))
            all.rows.push_back({ text(id), code(base + "/" + id + "/v2.0/.well-known/openid-configuration") });
    all.empty = "There is no user flow or policy yet that people could sign in by.";
    return paragraph("Most libraries want the metadata document of the user flow and find the rest in it.")
        + table(all);
}

Response show_app(Visit const& visit)
{
    Application const app = TRY(look_at_app(visit));
    TenantId const& tenant = visit.tenant().id;
    html::Safe actions;
    if (visit.may_read("audit"))
        actions += link_button(Look::Secondary, visit.path("audit") + "?client=" + app.id.text(), "Events");
    if (visit.may_write("apps"))
        actions += link_button(Look::Danger, app_path(visit, app.id, "/delete"), "Delete");
    html::Safe content = html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += facts({ { "Display name", text(app.name) }, { "Application (client) ID", code(app.id.text()) },
        { "Object ID", code(object_id(tenant, app.id)) },
        { "Service principal", code(service_principal(tenant, app.id)) },
        { "Directory (tenant) ID", code(tenant.text()) }, { "Platform", text(platforms(app)) },
        { "State", app.enabled ? badge(Tone::Good, "Enabled") : badge(Tone::Bad, "Disabled") },
        { "Redirect URIs", text(std::to_string(app.redirect_uris.size())) },
        { "Secrets", secrets_state(app, visit.now()) },
        { "App ID URI", app.app_id_uri.empty() ? text("none") : code(app.app_id_uri) },
        { "Registered", app.created == Time() ? text("unknown") : moment(app.created) } });
    content += section("endpoints", "Endpoints", endpoints(visit, app));
    return draw_app(visit, app, { .title = "Overview", .content = std::move(content) });
}

Response ask_delete(Visit const& visit)
{
    Application const app = TRY(look_at_app(visit));
    return draw_app(visit, app,
        { .title = "Delete " + app.name,
            .below = "/delete",
            .content = question(visit,
                { .text
                    = "Nobody can sign in to this app any more, and its secrets and tokens open nothing. For thirty "
                      "days it can be restored as it is now. To stop it for a while, disable it.",
                    .action = visit.request.path,
                    .button = "Delete",
                    .back = app_path(visit, app.id) }) });
}

Response delete_one(Visit const& visit)
{
    Application const app = TRY(write<Application>(visit.console, [&](Ports& ports) -> Answer<Application> {
        Application one = TRY(named_app(ports, visit));
        TRY(judged(remove_app(ports, visit.tenant().id, acting(visit), one)));
        return one;
    }));
    return done(visit, visit.path("apps"), app.name + " was deleted. For thirty days you can restore it.");
}

} // namespace

bool is_asked_for(Application const& app, TenantId const& tenant, std::string const& asked)
{
    auto const holds = [&](std::string const& text) { return to_lower(text).find(asked) != std::string::npos; };
    return asked.empty() || holds(app.name) || app.id.text() == asked || object_id(tenant, app.id) == asked
        || service_principal(tenant, app.id) == asked || holds(app.app_id_uri);
}

std::string app_path(Visit const& visit, ClientId const& id, std::string_view below)
{
    return visit.path("apps/" + url::encode(id.text()) + std::string(below));
}

Answer<Application> named_app(Ports& ports, Visit const& visit)
{
    return judged(load_app(ports, visit.tenant().id, ClientId(to_lower(visit.request.path_value("id")))));
}

Answer<Application> look_at_app(Visit const& visit)
{
    return look<Application>(visit.console, [&](Ports& ports) { return named_app(ports, visit); });
}

Answer<std::vector<Application>> resources(Visit const& visit)
{
    auto all = TRY(look<std::vector<Application>>(visit.console, [&](Ports& ports) -> Answer<std::vector<Application>> {
        return TRY(ports.applications.list(visit.tenant().id));
    }));
    std::erase_if(all, [](Application const& app) { return app.scopes.empty() && app.roles.empty(); });
    all.push_back(directory_api());
    return all;
}

bool has_directory_roles(Application const& app)
{
    return !is_within_reach(app, Application());
}

bool is_global(Visit const& visit)
{
    return std::ranges::find(visit.roles, AdminRole::Global) != visit.roles.end();
}

Answer<void> check_credentials(Visit const& visit, Application const& app)
{
    if (is_global(visit) || !has_directory_roles(app))
        return {};
    return trouble(403,
        "This app has roles in the directory, and a credential of it would give them to whoever has it. Somebody with "
        "the role Global can add one.");
}

Trouble trouble_of(Objection const& objection)
{
    switch (objection.kind) {
    case Objection::Kind::Failed:
        return Trouble(objection.cause.value_or(Error()));
    case Objection::Kind::Missing:
        return { 404, objection.reason };
    case Objection::Kind::Taken:
    case Objection::Kind::Enabled:
        return { 409, objection.reason };
    case Objection::Kind::Invalid:
        break;
    }
    return { 400, objection.reason };
}

http::Response draw_app(Visit const& visit, Application const& app, AppPage const& page)
{
    constexpr std::pair<std::string_view, std::string_view> kPages[]
        = { { "", "Overview" }, { "/properties", "Properties" }, { "/authentication", "Authentication" },
              { "/secrets", "Certificates and secrets" }, { "/api", "Expose an API" },
              { "/permissions", "API permissions" } };
    html::Safe links;
    for (auto const& [below, title] : kPages)
        links += html::fill("<a href=\"{{address}}\"{{current}}>{{title}}</a>\n",
            { { "address", app_path(visit, app.id, below) },
                { "current", html::trusted(below == page.below ? " aria-current=\"page\"" : "") },
                { "title", title } });
    View view{ .title = page.title, .area = "apps" };
    if (page.below.empty())
        view.title = app.name;
    else
        view.above = { { app_path(visit, app.id), app.name } };
    view.content = html::fill("<nav class=\"tabs\" aria-label=\"App\">\n{{links}}</nav>\n", { { "links", links } });
    view.content += page.content;
    view.status = page.status;
    return draw(visit, view);
}

Response change_app(Visit const& visit, std::string_view below, std::vector<std::string> const& properties,
    std::function<void(Application&)> const& edit,
    std::function<http::Response(Application const&, html::Safe)> const& again, std::string_view notice)
{
    Application after;
    auto const changed = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        Application const before = TRY(named_app(ports, visit));
        after = before;
        edit(after);
        return judged(update_app(ports, visit.tenant().id, acting(visit), before, after, properties));
    });
    if (!changed && (changed.error().status >= 500 || changed.error().status == 404))
        return std::unexpected(changed.error());
    if (!changed)
        return again(after, message(Tone::Bad, changed.error().text));
    return done(visit, app_path(visit, after.id, below), notice);
}

std::vector<Route> app_routes()
{
    std::vector<Route> all{
        { http::Method::Get, "", list_apps },
        { http::Method::Get, "/new", [](Visit const& visit) -> Response { return new_page(visit, {}); } },
        { http::Method::Post, "/new", register_one },
        { http::Method::Get, "/{id}", show_app },
        { http::Method::Get, "/{id}/delete", ask_delete },
        { http::Method::Post, "/{id}/delete", delete_one },
    };
    for (auto const& more : { app_setting_routes(), app_secret_routes(), app_api_routes(), app_permission_routes() })
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace gatehouse::console
