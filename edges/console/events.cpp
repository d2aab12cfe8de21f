#include "edges/console/events.h"

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

namespace {

// The name with the id, or the id alone.
html::Safe named(NamedEvents const& all, std::string const& id, std::string const& address)
{
    if (id.empty())
        return {};
    auto const found = all.names.find(id);
    html::Safe const name = found == all.names.end() ? html::Safe() : text(found->second);
    if (address.empty())
        return name.empty() ? code(id) : name + text(" ") + code(id);
    return link(address, found == all.names.end() ? id : found->second);
}

html::Safe journey_link(Visit const& visit, std::string const& correlation)
{
    if (correlation.empty())
        return {};
    return visit.may_read("audit") ? link(visit.path("audit/" + url::encode(correlation)), correlation)
                                   : code(correlation);
}

} // namespace

Result<NamedEvents> list_events(Ports& ports, Visit const& visit, Audit::Query const& query)
{
    TenantId const& tenant = visit.tenant().id;
    NamedEvents all{ .events = TRY(ports.audit.list(tenant, query)) };
    for (AuditEvent const& event : all.events) {
        std::string const user = event.user.text();
        if (visit.may_read("users") && !user.empty() && !all.names.contains(user))
            if (auto const found = TRY(ports.users.find(tenant, event.user)))
                all.names[user] = display_name(*found);
        std::string const client = event.client.text();
        if (!client.empty() && !all.names.contains(client))
            if (auto const found = TRY(ports.applications.find(tenant, event.client)))
                all.names[client] = found->name;
    }
    return all;
}

html::Safe events_table(Visit const& visit, NamedEvents const& named_events)
{
    Table all{ .caption = "Events, newest first",
        .columns = { "When", "What", "Person", "App", "Policy", "Address", "Details", "Correlation" } };
    all.empty = "No such event.";
    for (AuditEvent const& event : named_events.events) {
        std::string const person = event.user.text();
        std::string const page
            = !person.empty() && visit.may_read("users") ? visit.path("users/" + url::encode(person)) : "";
        all.rows.push_back({ moment(event.time),
            badge(is_failure(event.kind) ? Tone::Bad : Tone::Plain, title_of(event.kind)),
            named(named_events, person, page), named(named_events, event.client.text(), ""), text(event.policy.text()),
            text(event.address), event.detail == "{}" ? html::Safe() : code(event.detail),
            journey_link(visit, event.correlation.text()) });
    }
    return table(all);
}

} // namespace gatehouse::console
