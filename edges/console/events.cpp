#include "edges/console/events.h"

#include "core/administration/console_app.h"
#include "edges/console/apps.h"
#include "edges/console/flows.h"
#include "edges/console/people.h"

#include <algorithm>

namespace gatehouse::console {

std::string title_of(AuditKind kind)
{
    std::string words(name(kind));
    std::ranges::replace(words, '_', ' ');
    if (words.starts_with("sign in"))
        words[4] = '-';
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

bool is_failure(AuditKind kind)
{
    using enum AuditKind;
    constexpr AuditKind kFailures[] = { SignInFailed, AccountLocked, CodeFailed, FactorFailed, JourneyFailed,
        CodeReplayed, TokenReplayed, RequestRefused, AdministratorRefused };
    return std::ranges::find(kFailures, kind) != std::end(kFailures);
}

std::vector<EventGroup> const& event_groups()
{
    using enum AuditKind;
    static std::vector<EventGroup> const all{
        { "sign-ins", "Sign-ins", { SignInSucceeded } },
        { "failures", "Failed sign-ins", { SignInFailed, AccountLocked, FactorFailed, CodeFailed }, Tone::Bad },
        { "sign-ups", "Sign-ups", { UserCreated } },
        { "tokens", "Tokens", { CodeRedeemed, TokenRefreshed, AppTokenIssued } },
        { "failed-journeys", "Failed journeys", { JourneyFailed, RequestRefused }, Tone::Bad },
        { "resets", "Password changes", { PasswordChanged } },
    };
    return all;
}

namespace {

// A link to its page; without one, the name with the id, or the id alone.
html::Safe named(NamedEvents const& all, std::string const& id)
{
    if (id.empty())
        return {};
    auto const name = all.names.find(id);
    if (auto const page = all.pages.find(id); page != all.pages.end())
        return link(page->second, name == all.names.end() ? id : name->second);
    return name == all.names.end() ? code(id) : text(name->second + " ") + code(id);
}

html::Safe policy_cell(NamedEvents const& all, std::string const& policy)
{
    auto const page = all.pages.find(policy);
    return page == all.pages.end() ? text(policy) : link(page->second, policy);
}

// The beginning tells one journey from another in a list; its page has all of it.
html::Safe journey_link(Visit const& visit, std::string const& correlation)
{
    constexpr size_t kShown = 8;
    if (correlation.empty())
        return {};
    html::Safe const shown = html::fill("<code title=\"{{all}}\">{{beginning}}</code>",
        { { "all", correlation }, { "beginning", correlation.substr(0, kShown) } });
    if (!visit.may_read("audit"))
        return shown;
    return html::fill("<a href=\"{{address}}\">{{shown}}</a>",
        { { "address", visit.path("audit/" + url::encode(correlation)) }, { "shown", shown } });
}

// Two things in one cell, the second one smaller.
html::Safe stacked(html::Safe above, html::Safe const& below)
{
    if (below.empty())
        return above;
    return above + html::fill("<span class=\"under\">{{below}}</span>", { { "below", below } });
}

// core/audit/acting.h: who acted.
constexpr std::string_view kAdministrator = "administrator";
constexpr std::string_view kApp = "app";

json::Object detail_of(AuditEvent const& event)
{
    return json::parse_object(event.detail).value_or(json::Object());
}

html::Safe detail_value(NamedEvents const& all, json::Member const& member)
{
    if (member.value.as_bool())
        return text(*member.value.as_bool() ? "yes" : "no");
    if (std::string const* value = member.value.as_text())
        return member.name == kAdministrator || member.name == kApp ? named(all, *value) : text(*value);
    json::Array const* items = member.value.as_array();
    auto const is_text = [](json::Value const& item) { return item.as_text() != nullptr; };
    if (!items || !std::ranges::all_of(*items, is_text))
        return text(json::write(member.value));
    std::vector<std::string> texts;
    for (json::Value const& item : *items)
        texts.push_back(*item.as_text());
    return text(join(texts, ", "));
}

// {"by":"console","changed":["displayName"]} as "by: console · changed: displayName".
html::Safe detail_cell(NamedEvents const& all, AuditEvent const& event)
{
    html::Safe cell;
    for (json::Member const& member : detail_of(event).members())
        cell += text((cell.empty() ? "" : " · ") + replace_all(member.name, "_", " ") + ": ")
            + detail_value(all, member);
    return cell;
}

Result<void> name_person(Ports& ports, Visit const& visit, UserId const& person, NamedEvents& named)
{
    std::string const id = person.text();
    if (!visit.may_read("users") || id.empty() || named.pages.contains(id))
        return {};
    // Whoever is gone has a page that says so.
    named.pages[id] = person_path(visit, person);
    if (auto const found = TRY(ports.users.find(visit.tenant().id, person)))
        named.names[id] = display_name(*found);
    return {};
}

} // namespace

Result<void> name_app(Ports& ports, Visit const& visit, ClientId const& app, NamedEvents& named)
{
    std::string const id = app.text();
    if (id.empty() || named.names.contains(id))
        return {};
    if (id == kConsoleId)
        named.names[id] = "Gatehouse console";
    else if (id == kTrialId)
        named.names[id] = "Run now";
    else if (auto const found = TRY(ports.applications.find(visit.tenant().id, app))) {
        named.names[id] = found->name;
        if (visit.may_read("apps"))
            named.pages[id] = app_path(visit, app);
    }
    return {};
}

html::Safe app_cell(NamedEvents const& all, ClientId const& app)
{
    return named(all, app.text());
}

Result<NamedEvents> name_events(Ports& ports, Visit const& visit, std::vector<AuditEvent> events)
{
    TenantId const& tenant = visit.tenant().id;
    NamedEvents all{ .events = std::move(events) };
    for (AuditEvent const& event : all.events) {
        json::Object const detail = detail_of(event);
        TRY(name_person(ports, visit, event.user, all));
        TRY(name_person(ports, visit, UserId(detail.text(kAdministrator).value_or("")), all));
        TRY(name_app(ports, visit, event.client, all));
        TRY(name_app(ports, visit, ClientId(detail.text(kApp).value_or("")), all));
        std::string const policy = event.policy.text();
        if (visit.may_read("policies") && !policy.empty() && !all.pages.contains(policy))
            if (auto const found = TRY(ports.policies.find(tenant, event.policy)))
                all.pages[policy] = policy_page(visit, *found);
    }
    return all;
}

Result<NamedEvents> list_events(Ports& ports, Visit const& visit, Audit::Query const& query)
{
    auto events = TRY(ports.audit.list(visit.tenant().id, query));
    return name_events(ports, visit, std::move(events));
}

html::Safe events_table(Visit const& visit, NamedEvents const& named_events)
{
    Table all{ .caption = "Events, newest first",
        .columns = { "When", "What", "Person, from", "App, policy", "Correlation" } };
    all.empty = "No such event.";
    for (AuditEvent const& event : named_events.events) {
        all.rows.push_back({ moment(event.time),
            stacked(badge(is_failure(event.kind) ? Tone::Bad : Tone::Plain, title_of(event.kind)),
                detail_cell(named_events, event)),
            stacked(named(named_events, event.user.text()), text(event.address)),
            stacked(app_cell(named_events, event.client), policy_cell(named_events, event.policy.text())),
            journey_link(visit, event.correlation.text()) });
    }
    return table(all);
}

} // namespace gatehouse::console
