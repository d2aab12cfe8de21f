// People: the list, the search, and everything about one of them.
#include "core/directory/user_search.h"
#include "core/personal_data/personal_data.h"
#include "edges/console/events.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr int kPage = 50;
constexpr int kEventsShown = 10;

std::string write_cursor(UserCursor const& cursor)
{
    return base64url_encode(json::write(json::Object{ { "t", cursor.text }, { "i", cursor.id.text() } }));
}

std::optional<UserCursor> read_cursor(std::string const& text)
{
    auto const decoded = base64url_decode(text);
    auto const object = decoded ? json::parse_object(*decoded) : fail(Fault::Invalid, "no cursor");
    if (!object)
        return std::nullopt;
    return UserCursor{
        .text = object->text("t").value_or(""), .number = 0, .id = UserId(object->text("i").value_or(""))
    };
}

html::Safe search_form(Visit const& visit, std::string const& asked)
{
    return query_form(visit.path("users"),
        text_field({ .name = "q",
            .label = "Find",
            .value = asked,
            .help
            = "Beginning of a name, an e-mail address, a user name or a phone number; an id, here or at a provider.",
            .type = "search" })
            + buttons(button(Look::Secondary, "Find")));
}

Response list_people(Visit const& visit)
{
    std::string const asked = visit.value("q");
    std::string next;
    auto const people = TRY(look<std::vector<User>>(visit.console, [&](Ports& ports) -> Answer<std::vector<User>> {
        if (!asked.empty())
            return TRY(search_people(ports, visit.tenant().id, asked, kPage));
        UserQuery query{ .order = UserOrder::DisplayName, .limit = kPage };
        query.after = read_cursor(visit.value("after"));
        UserPage page = TRY(ports.user_search.find(visit.tenant().id, query));
        if (page.next)
            next = visit.path("users") + "?after=" + write_cursor(*page.next);
        return std::move(page.users);
    }));
    html::Safe content;
    html::Safe actions;
    if (visit.may_write("users"))
        actions += link_button(Look::Primary, visit.path("users/new"), "New person");
    actions += link_button(Look::Secondary, visit.path("deleted-users"), "Deleted people");
    content += html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += search_form(visit, asked) + people_table(visit, people);
    if (people.size() == kPage && !asked.empty())
        content += paragraph("There may be more: ask for more of the name.");
    content += next_page(next);
    return draw(visit, { .title = "Users", .area = "users", .content = std::move(content) });
}

struct Everything {
    User user;
    std::vector<AdminRole> roles = {};
    std::vector<Passkey> passkeys = {};
    int recovery_codes = 0;
    std::vector<Session> sessions = {};
    Attempts attempts = {};
    NamedEvents events = {};
};

Answer<Everything> load(Ports& ports, Visit const& visit)
{
    TenantId const& tenant = visit.tenant().id;
    Everything all{ .user = TRY(named_person(ports, visit)) };
    UserId const& user = all.user.id;
    all.roles = TRY(ports.administrators.roles(tenant, user));
    all.passkeys = TRY(ports.passkeys.list(tenant, user));
    all.recovery_codes = TRY(ports.recovery_codes.count(tenant, user));
    all.sessions = TRY(ports.sessions.list_user(tenant, user, visit.now()));
    all.attempts = TRY(ports.attempts.load(tenant, user));
    all.events = TRY(list_events(ports, visit, { .user = user, .limit = kEventsShown }));
    for (Session const& session : all.sessions)
        for (Participant const& participant : session.participants)
            TRY(name_app(ports, visit, participant.client, all.events));
    return all;
}

html::Safe actions(Visit const& visit, Everything const& all)
{
    if (!visit.may_write("users"))
        return {};
    auto const to = [&](std::string_view below) { return person_path(visit, all.user.id, below); };
    html::Safe out = link_button(Look::Primary, to("/edit"), "Edit")
        + link_button(Look::Secondary, to(all.user.enabled ? "/block" : "/unblock"),
            all.user.enabled ? "Block sign-in" : "Unblock sign-in");
    if (has_local_identity(all.user.identities))
        out += link_button(Look::Secondary, to("/reset-password"), "Reset password");
    out += link_button(Look::Secondary, to("/data"), "Export data");
    out += link_button(Look::Danger, to("/delete"), "Delete");
    return html::fill("<div class=\"actions\">{{out}}</div>\n", { { "out", out } });
}

html::Safe state_of(Visit const& visit, Everything const& all)
{
    User const& user = all.user;
    html::Safe out = user.enabled ? badge(Tone::Good, "Enabled") : badge(Tone::Bad, "Blocked");
    if (all.attempts.locked_until > visit.now())
        out += text(" ") + badge(Tone::Bad, "Locked after wrong passwords") + text(" until ")
            + moment(all.attempts.locked_until);
    if (user.must_change_password)
        out += text(" ") + badge(Tone::Plain, "Must change the password");
    for (AdminRole const role : all.roles)
        out += text(" ") + badge(Tone::Plain, "Administrator: " + std::string(name(role)));
    return out;
}

html::Safe profile(Visit const& visit, Everything const& all)
{
    User const& user = all.user;
    Facts list{ { "Object id", code(user.id.text()) }, { "State", state_of(visit, all) },
        { "Created", moment(user.created) } };
    std::vector<std::string> shown;
    auto const add = [&](std::string_view attribute, std::string_view label) {
        auto const found = user.attributes.find(attribute);
        if (found != user.attributes.end())
            list.emplace_back(std::string(label), text(text_of(found->second)));
        shown.emplace_back(attribute);
    };
    for (Attribute const& one : kAttributes)
        add(one.name, one.label);
    for (auto const& [attribute, value] : user.attributes)
        if (std::ranges::find(shown, attribute) == shown.end() && !attribute.starts_with("strongAuthentication"))
            list.emplace_back(attribute, text(text_of(value)));
    return facts(list);
}

html::Safe identities(User const& user)
{
    Table all{ .caption = "Identities", .columns = { "Kind", "Name", "Issuer" } };
    for (Identity const& one : user.identities)
        all.rows.push_back({ text(name(one.type)), text(one.value), text(one.issuer) });
    return section("identities", "Signs in as", table(all));
}

html::Safe factors(Visit const& visit, Everything const& all)
{
    User const& user = all.user;
    Table list{ .caption = "Second factors", .columns = { "Factor", "What", "" } };
    list.empty = "None is set up. The next flow that wants one sets it up.";
    bool const may = visit.may_write("users");
    auto const remover = [&](std::string const& below) {
        return may ? link(person_path(visit, user.id, below), "Remove") : html::Safe();
    };
    auto const add = [&](Factor factor, std::string_view label, std::string const& what) {
        list.rows.push_back({ text(label), text(what), remover("/factors/" + std::string(name(factor))) });
    };
    if (has_factor(user, Factor::AuthenticatorApp))
        add(Factor::AuthenticatorApp, "Authenticator app", "Codes of six digits");
    if (has_factor(user, Factor::Phone))
        add(Factor::Phone, "Phone", attribute_text(user, "strongAuthenticationPhoneNumber"));
    if (has_factor(user, Factor::Email))
        add(Factor::Email, "E-mail", attribute_text(user, "strongAuthenticationEmailAddress"));
    if (all.recovery_codes > 0)
        add(Factor::RecoveryCodes, "Recovery codes", std::to_string(all.recovery_codes) + " left");
    for (Passkey const& one : all.passkeys)
        list.rows.push_back({ text("Passkey"), text(one.name + ", since ") + moment(one.created),
            remover("/passkeys/" + base64url_encode(one.id)) });
    return section("factors", "Second factors", table(list));
}

html::Safe sessions(Visit const& visit, Everything const& all)
{
    Table list{ .caption = "Sessions", .columns = { "Began", "Ends", "Signed in to" } };
    list.empty = "Nobody is signed in.";
    for (Session const& one : all.sessions) {
        html::Safe apps;
        for (Participant const& participant : one.participants)
            apps += (apps.empty() ? html::Safe() : text(", ")) + app_cell(all.events, participant.client);
        list.rows.push_back({ moment(one.created), moment(one.expires), apps });
    }
    html::Safe content = table(list);
    if (visit.may_write("users"))
        content += buttons(
            link_button(Look::Secondary, person_path(visit, all.user.id, "/sign-out"), "Sign out everywhere"));
    return section("sessions", "Sessions", content);
}

html::Safe history(Visit const& visit, Everything const& all)
{
    html::Safe content = events_table(visit, all.events);
    if (visit.may_read("audit") && !all.events.events.empty())
        content += html::fill("<p class=\"pager\">{{link}}</p>\n",
            { { "link", link(visit.path("audit") + "?user=" + all.user.id.text(), "All events of this person") } });
    return section("events", "Latest events", content);
}

Response show_person(Visit const& visit)
{
    auto const all = TRY(write<Everything>(visit.console, [&](Ports& ports) -> Answer<Everything> {
        Everything loaded = TRY(load(ports, visit));
        TRY(record(ports, visit, { .kind = AuditKind::PersonalDataRead, .user = loaded.user.id }));
        return loaded;
    }));
    return draw(visit,
        { .title = display_name(all.user),
            .area = "users",
            .content = actions(visit, all) + profile(visit, all) + identities(all.user) + factors(visit, all)
                + sessions(visit, all) + history(visit, all) });
}

Response ask_for_data(Visit const& visit)
{
    User const user = TRY(look<User>(visit.console, [&](Ports& ports) { return named_person(ports, visit); }));
    return draw(visit,
        { .title = "Export data",
            .area = "users",
            .above = { { person_path(visit, user.id), display_name(user) } },
            .content = question(visit,
                { .text = "Everything that is kept of " + display_name(user)
                        + ", for them: the account, what they sign in with, sessions and events. Passwords and secrets "
                          "are no part of it. The audit log says that you had it.",
                    .action = visit.request.path,
                    .button = "Export data",
                    .back = person_path(visit, user.id),
                    .look = Look::Primary }) });
}

// A POST, since it leaves an event.
Response export_data(Visit const& visit)
{
    auto const data = TRY(
        write<std::optional<json::Object>>(visit.console, [&](Ports& ports) -> Answer<std::optional<json::Object>> {
            User const user = TRY(named_person(ports, visit));
            return TRY(export_personal_data(ports, visit.tenant(), user.id, acting(visit)));
        }));
    http::Response response = http::json_response(200, data ? json::write_pretty(*data) : "{}");
    response.headers.set("Content-Disposition", "attachment; filename=\"person.json\"");
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

} // namespace

std::vector<Route> user_routes()
{
    std::vector<Route> routes{ { http::Method::Get, "", list_people }, { http::Method::Get, "/{id}", show_person },
        { http::Method::Get, "/{id}/data", ask_for_data }, { http::Method::Post, "/{id}/data", export_data } };
    for (auto const more : { user_change_routes, user_edit_routes })
        for (Route& route : more())
            routes.push_back(std::move(route));
    return routes;
}

} // namespace gatehouse::console
