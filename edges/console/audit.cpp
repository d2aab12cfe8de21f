// The audit log, and what happened in one journey.
#include "core/trace/views.h"
#include "edges/console/events.h"
#include "edges/console/frame.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace gatehouse::console {
namespace {

constexpr int kPage = 50;
// A file of more is not opened by what opens such files; the filters make it smaller.
constexpr int kMostExported = 50'000;
constexpr int kExportedAtOnce = 1000;

// "2026-11-29" or "2026-11-29T16:00", in UTC.
std::optional<Time> read_moment(std::string const& text)
{
    std::string full = text;
    if (full.size() == 10)
        full += "T00:00";
    if (full.size() == 16)
        full += ":00";
    return parse_rfc3339(full.ends_with('Z') ? full : full + "Z");
}

struct Filter {
    std::vector<AuditKind> kinds; // none: all
    Audit::Query query;
};

// Of a kind or a group; none where the name is of neither.
std::vector<AuditKind> kinds_called(std::string const& name)
{
    if (auto const kind = parse_audit_kind(name))
        return { *kind };
    auto const group = std::ranges::find(event_groups(), name, &EventGroup::name);
    return group == event_groups().end() ? std::vector<AuditKind>() : group->kinds;
}

Answer<Filter> read_filter(Visit const& visit)
{
    Filter filter;
    Audit::Query& query = filter.query;
    if (std::string const kind = visit.value("kind"); !kind.empty()) {
        filter.kinds = kinds_called(kind);
        if (filter.kinds.empty())
            return trouble(400, "There is no kind of event called " + kind + ".");
    }
    if (std::string const user = visit.value("user"); !user.empty())
        query.user = UserId(to_lower(user));
    if (std::string const client = visit.value("client"); !client.empty())
        query.client = ClientId(to_lower(client));
    if (std::string const policy = visit.value("policy"); !policy.empty())
        query.policy = PolicyId(policy);
    if (std::string const correlation = visit.value("correlation"); !correlation.empty())
        query.correlation = CorrelationId(to_lower(correlation));
    for (auto const& [field, moment] : { std::pair("since", &query.since), std::pair("until", &query.until) })
        if (std::string const text = visit.value(field); !text.empty()) {
            *moment = read_moment(text);
            if (!*moment)
                return trouble(400, "'" + text + "' is no time. Write it as 2026-11-29 or 2026-11-29T16:00, in UTC.");
        }
    if (std::string const after = visit.value("after"); !after.empty()) {
        size_t const comma = after.find(',');
        auto const time = parse_integer(std::string_view(after).substr(0, comma));
        auto const number
            = comma == std::string::npos ? std::nullopt : parse_integer(std::string_view(after).substr(comma + 1));
        if (!time || !number)
            return trouble(400, "That page does not exist. Begin again at the first.");
        query.after = std::pair(from_unix_micros(*time), std::int64_t{ *number });
    }
    return filter;
}

// The store lists one kind or all: of several, each is asked for, and the newest are kept.
Result<std::vector<AuditEvent>> list_filtered(Ports& ports, TenantId const& tenant, Filter const& filter)
{
    if (filter.kinds.empty())
        return ports.audit.list(tenant, filter.query);
    std::vector<AuditEvent> all;
    for (AuditKind const kind : filter.kinds) {
        Audit::Query query = filter.query;
        query.kind = kind;
        auto events = TRY(ports.audit.list(tenant, query));
        std::ranges::move(events, std::back_inserter(all));
    }
    std::ranges::sort(all, std::greater(), [](AuditEvent const& one) { return std::pair(one.time, one.number); });
    if (all.size() > static_cast<size_t>(filter.query.limit))
        all.erase(all.begin() + filter.query.limit, all.end());
    return all;
}

// The filters of this page, for another one.
url::Form filters(Visit const& visit)
{
    url::Form out;
    for (std::string_view const field : { "kind", "user", "client", "policy", "correlation", "since", "until" })
        if (std::string const value = visit.value(field); !value.empty())
            out.add(std::string(field), value);
    return out;
}

html::Safe filter_form(Visit const& visit)
{
    std::vector<Option> kinds{ { "", "All" } };
    for (EventGroup const& group : event_groups())
        kinds.push_back({ std::string(group.name), std::string(group.title) + " (as on the dashboard)" });
    for (int i = 0;; ++i) {
        auto const kind = static_cast<AuditKind>(i);
        kinds.push_back({ std::string(name(kind)), title_of(kind) });
        if (kind == AuditKind::PeopleExported)
            break;
    }
    html::Safe fields = select_field({ .name = "kind", .label = "What", .value = visit.value("kind") }, kinds);
    auto const add = [&](std::string const& field, std::string const& label) {
        fields += text_field({ .name = field, .label = label, .value = visit.value(field) });
    };
    add("user", "Person (object id)");
    add("client", "App (client id)");
    add("policy", "Policy");
    add("correlation", "Correlation id");
    add("since", "Since (UTC)");
    add("until", "Until (UTC)");
    return query_form(visit.path("audit"), fields + buttons(button(Look::Secondary, "Filter")));
}

Response show_events(Visit const& visit)
{
    Filter filter = TRY(read_filter(visit));
    filter.query.limit = kPage + 1;
    auto found = TRY(look<NamedEvents>(visit.console, [&](Ports& ports) -> Answer<NamedEvents> {
        auto events = TRY(list_filtered(ports, visit.tenant().id, filter));
        return TRY(name_events(ports, visit, std::move(events)));
    }));
    auto& events = found.events;
    std::string next;
    if (events.size() > kPage) {
        events.pop_back();
        url::Form form = filters(visit);
        form.add("after", std::to_string(unix_micros(events.back().time)) + "," + std::to_string(events.back().number));
        next = url::with_query(visit.path("audit"), form);
    }
    html::Safe const actions = html::fill("<div class=\"actions\">{{link}}</div>\n",
        { { "link",
            link_button(
                Look::Secondary, url::with_query(visit.path("audit/export.csv"), filters(visit)), "Export as CSV") } });
    return draw(visit,
        { .title = "Audit log",
            .area = "audit",
            .content = filter_form(visit) + actions + events_table(visit, found) + next_page(next) });
}

// RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
std::string cell(std::string const& text)
{
    bool const is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    return "\"" + std::string(is_formula ? "'" : "") + replace_all(text, "\"", "\"\"") + "\"";
}

std::string line(AuditEvent const& event)
{
    return cell(rfc3339(event.time)) + "," + cell(std::string(name(event.kind))) + "," + cell(event.user.text()) + ","
        + cell(event.client.text()) + "," + cell(event.policy.text()) + "," + cell(event.address) + ","
        + cell(event.correlation.text()) + "," + cell(event.detail) + "\r\n";
}

Response export_events(Visit const& visit)
{
    Filter filter = TRY(read_filter(visit));
    filter.query.limit = kExportedAtOnce;
    std::string text = "time,event,user,client,policy,address,correlation,detail\r\n";
    int lines = 0;
    while (lines < kMostExported) {
        auto const events
            = TRY(look<std::vector<AuditEvent>>(visit.console, [&](Ports& ports) -> Answer<std::vector<AuditEvent>> {
                  return TRY(list_filtered(ports, visit.tenant().id, filter));
              }));
        for (AuditEvent const& event : events)
            text += line(event);
        lines += static_cast<int>(events.size());
        if (events.size() < kExportedAtOnce)
            break;
        filter.query.after = std::pair(events.back().time, events.back().number);
    }
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(record(ports, visit,
            { .kind = AuditKind::PersonalDataExported,
                .user = visit.session.user,
                .detail = { { "what", "audit log" }, { "events", lines } } }));
        return {};
    }));
    http::Response response = http::text_response(200, std::move(text));
    response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
    response.headers.set("Content-Disposition", "attachment; filename=\"audit.csv\"");
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

struct Journey {
    NamedEvents events;
    std::vector<trace::Leg> legs;
};

Answer<Journey> load_journey(Ports& ports, Visit const& visit, CorrelationId const& correlation)
{
    Journey journey;
    journey.events = TRY(list_events(ports, visit, { .correlation = correlation, .limit = kPage }));
    for (StoredTrace const& stored : TRY(ports.journey_traces.list(visit.tenant().id, correlation)))
        journey.legs.push_back(TRY(trace::read(stored.text)));
    // A trace has a person's claims in it.
    UserId const user = journey.events.events.empty() ? UserId() : journey.events.events.front().user;
    if (!journey.legs.empty())
        TRY(record(ports, visit,
            { .kind = AuditKind::PersonalDataRead,
                .user = user,
                .detail = { { "what", "trace" }, { "correlation", correlation.text() } } }));
    return journey;
}

Response show_journey(Visit const& visit)
{
    CorrelationId const correlation(to_lower(visit.request.path_value("correlation")));
    auto const journey
        = TRY(write<Journey>(visit.console, [&](Ports& ports) { return load_journey(ports, visit, correlation); }));
    if (journey.events.events.empty() && journey.legs.empty())
        return trouble(404,
            "Nothing is known under this correlation id. Events are kept for "
                + std::to_string(visit.tenant().audit_kept.count() / 24) + " days.");
    html::Safe content = section("events", "Events", events_table(visit, journey.events));
    html::Safe timeline = journey.legs.empty()
        ? paragraph("No trace was kept: a server keeps traces for a day when it runs with --journey-traces or --demo.")
        : html::fill("<div class=\"timeline\">{{legs}}</div>\n", { { "legs", trace::timeline(journey.legs) } });
    content += section("trace", "Trace", timeline);
    return draw(visit, { .title = "Journey " + correlation.text(), .area = "audit", .content = std::move(content) });
}

} // namespace

std::vector<Route> audit_routes()
{
    return {
        { http::Method::Get, "", show_events },
        { http::Method::Get, "/export.csv", export_events },
        { http::Method::Get, "/{correlation}", show_journey },
    };
}

} // namespace gatehouse::console
