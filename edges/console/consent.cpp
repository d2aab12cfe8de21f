// An app asks an administrator for consent for everybody: where /{tenant}/adminconsent leads. Facts: directory.md §1.1.
#include "core/applications/directory_api.h"
#include "core/applications/redirect_uri.h"
#include "edges/console/apps.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr std::string_view kAll = "/.default";

struct Asked {
    Application app;
    std::string redirect_uri;
    std::vector<Permission> permissions; // that it is to have, whether it has consent already or not
};

bool is_same(Permission const& left, Permission const& right)
{
    return left.resource == right.resource && left.kind == right.kind && left.scope == right.scope;
}

// "https://contoso.onmicrosoft.com/tasks/Tasks.Read" is the scope Tasks.Read of an app of the tenant.
Answer<Permission> named_scope(Ports& ports, Visit const& visit, std::string const& scope)
{
    size_t const slash = scope.rfind('/');
    std::string const uri = slash == std::string::npos ? "" : scope.substr(0, slash);
    auto const resource = TRY(ports.applications.find_by_uri(visit.tenant().id, uri));
    Permission const wanted{ .resource = resource ? resource->id : ClientId(), .scope = scope.substr(slash + 1) };
    if (uri.empty() || !resource
        || std::ranges::find(resource->scopes, wanted.scope, &ExposedScope::name) == resource->scopes.end())
        return trouble(400,
            "The app asks for the scope " + scope
                + ", which no API of this tenant has. Whoever develops the app can "
                  "mend its request.");
    return wanted;
}

// Azure: without scopes, and with "/.default", all that the app's registration names.
Answer<std::vector<Permission>> asked_permissions(Ports& ports, Visit const& visit, Application const& app)
{
    constexpr std::string_view kOfOpenId[] = { "openid", "offline_access", "profile", "email", "address", "phone" };
    std::vector<Permission> asked;
    auto const add = [&](Permission const& one) {
        if (std::ranges::none_of(asked, [&](Permission const& known) { return is_same(known, one); }))
            asked.push_back(one);
    };
    std::vector<std::string> scopes = split_words(visit.value("scope"));
    std::erase_if(
        scopes, [&](std::string const& one) { return std::ranges::find(kOfOpenId, one) != std::end(kOfOpenId); });
    if (visit.value("scope").empty())
        scopes = { std::string(kAll) };
    for (std::string const& scope : scopes) {
        if (!scope.ends_with(kAll)) {
            add(TRY(named_scope(ports, visit, scope)));
            continue;
        }
        for (Permission const& one : app.permissions)
            add(one);
    }
    return asked;
}

// What is wrong is told here and never at the address, which nobody has vouched for yet.
Answer<Asked> read_asked(Ports& ports, Visit const& visit)
{
    std::string const id = to_lower(visit.value("client_id"));
    auto app = TRY(ports.applications.find(visit.tenant().id, ClientId(id)));
    if (!app || !app->enabled)
        return trouble(400, "There is no app with the client id " + id + " here, or it is disabled.");
    std::string const address = visit.value("redirect_uri");
    if (!find_redirect(*app, address))
        return trouble(400,
            "The address to return to, " + (address.empty() ? std::string("redirect_uri, is missing") : address)
                + ": it has to be one of the redirect URIs of " + app->name + ".");
    auto permissions = TRY(asked_permissions(ports, visit, *app));
    return Asked{ std::move(*app), address, std::move(permissions) };
}

bool has_consent(Application const& app, Permission const& wanted)
{
    return std::ranges::any_of(
        app.permissions, [&](Permission const& one) { return one.consented && is_same(one, wanted); });
}

html::Safe asked_table(Asked const& asked, std::vector<Application> const& apis)
{
    Table all{ .caption = "What the app asks for", .columns = { "Permission", "API", "Kind", "Consent" } };
    all.empty = "The app asks for nothing but to sign people in.";
    for (Permission const& one : asked.permissions)
        all.rows.push_back({ text(one.scope), text(api_name(apis, one.resource)),
            text(one.kind == PermissionKind::Role ? "For the app itself" : "For people"),
            has_consent(asked.app, one) ? badge(Tone::Good, "Granted already")
                                        : badge(Tone::Plain, "Not granted yet") });
    return table(all);
}

html::Safe answer_form(Visit const& visit, bool may_accept)
{
    html::Safe fields;
    for (char const* name : { "client_id", "redirect_uri", "state", "scope" })
        fields += hidden(name, visit.form.get(name));
    html::Safe choices;
    if (may_accept)
        choices += html::trusted(
            "<button class=\"button primary\" type=\"submit\" name=\"answer\" value=\"accept\">Accept</button>\n");
    choices += html::trusted(
        "<button class=\"button secondary\" type=\"submit\" name=\"answer\" value=\"cancel\">Cancel</button>\n");
    return form(visit, visit.request.path, fields + buttons(choices));
}

Response ask(Visit const& visit)
{
    Asked const asked = TRY(look<Asked>(visit.console, [&](Ports& ports) { return read_asked(ports, visit); }));
    Answer<void> granted;
    for (Permission const& one : asked.permissions)
        if (granted && !has_consent(asked.app, one))
            granted = check_grant(visit, one);
    html::Safe content = granted ? html::Safe() : message(Tone::Bad, granted.error().text);
    content += paragraph(asked.app.name + " asks for consent for everybody of " + visit.tenant().domain
        + ". Accept only if you trust whoever runs it.");
    content += facts(
        { { "Application (client) ID", code(asked.app.id.text()) }, { "You return to", code(asked.redirect_uri) } });
    content += asked_table(asked, TRY(resources(visit))) + answer_form(visit, granted.has_value());
    return draw(visit,
        { .title = "Consent to " + asked.app.name,
            .area = "consent",
            .content = std::move(content),
            .leads_away = true });
}

http::Response go_back(Visit const& visit, Asked const& asked, url::Form answer)
{
    answer.add("admin_consent", "True");
    answer.add("tenant", visit.tenant().id.text());
    if (visit.form.has("state"))
        answer.add("state", std::string(visit.form.get("state")));
    return http::redirect(url::with_query(asked.redirect_uri, answer), 303);
}

Response accept(Visit const& visit)
{
    Asked const asked = TRY(write<Asked>(visit.console, [&](Ports& ports) -> Answer<Asked> {
        Asked wanted = TRY(read_asked(ports, visit));
        std::vector<Permission> missing = wanted.permissions;
        std::erase_if(missing, [&](Permission const& one) { return has_consent(wanted.app, one); });
        TRY(grant(ports, visit, wanted.app, missing));
        return wanted;
    }));
    url::Form answer;
    if (std::string const scope = visit.value("scope"); !scope.empty())
        answer.add("scope", scope);
    return go_back(visit, asked, std::move(answer));
}

Response cancel(Visit const& visit)
{
    Asked const asked = TRY(look<Asked>(visit.console, [&](Ports& ports) { return read_asked(ports, visit); }));
    url::Form answer;
    answer.add("error", "access_denied");
    answer.add("error_subcode", "cancel");
    answer.add("error_description", "AADSTS65004: The administrator declined to consent to the app.");
    return go_back(visit, asked, std::move(answer));
}

Response decide(Visit const& visit)
{
    std::string const answer = visit.value("answer");
    if (answer == "accept")
        return accept(visit);
    if (answer == "cancel")
        return cancel(visit);
    return trouble(400, "Accept or cancel.");
}

} // namespace

std::vector<Route> consent_routes()
{
    return { { http::Method::Get, "", ask }, { http::Method::Post, "", decide } };
}

} // namespace gatehouse::console
