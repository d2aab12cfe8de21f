// What happened lately, and where to go.
#include "edges/console/events.h"
#include "edges/console/frame.h"
#include "edges/console/plot.h"
#include "edges/console/routes.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

struct Span {
    std::string_view name;
    std::string_view title;
    std::string_view unit;
    std::chrono::seconds step;
    int steps;
};
constexpr Span kSpans[] = {
    { "day", "24 hours", "an hour", std::chrono::hours(1), 24 },
    { "week", "7 days", "in six hours", std::chrono::hours(6), 28 },
    { "month", "30 days", "a day", std::chrono::hours(24), 30 },
};

// "16:00". In UTC, as everything here.
std::string time_of_day(Time time)
{
    return rfc3339(time).substr(11, 5);
}

// As the audit log's filter takes it: "2026-11-29T16:00".
std::string minute_of(Time time)
{
    return rfc3339(time).substr(0, 16);
}

// "16:00" of an hour, "11-29T06" of six, "11-29" of a day.
std::string label_of(Time from, Span const& span)
{
    if (span.step < std::chrono::hours(6))
        return time_of_day(from);
    return rfc3339(from).substr(5, span.step < std::chrono::hours(24) ? 8 : 5);
}

Plot plot_of(
    Visit const& visit, EventGroup const& one, Span const& span, Time since, std::vector<AuditCount> const& counts)
{
    Plot plot{ .id = std::string(one.name),
        .title = std::string(one.title),
        .bars = {},
        .tone = one.tone,
        .unit = std::string(span.unit) };
    for (int i = 0; i < span.steps; ++i)
        plot.bars.push_back({ label_of(since + i * span.step, span), 0 });
    for (AuditCount const& count : counts) {
        auto const index = (count.from - since) / span.step;
        bool const counts_here = std::ranges::find(one.kinds, count.kind) != one.kinds.end();
        if (counts_here && index >= 0 && index < span.steps)
            plot.bars[static_cast<size_t>(index)].value += count.events;
    }
    if (visit.may_read("audit")) {
        url::Form same;
        same.add("kind", std::string(one.name));
        same.add("since", minute_of(since));
        same.add("until", minute_of(since + span.steps * span.step));
        plot.address = url::with_query(visit.path("audit"), same);
    }
    return plot;
}

html::Safe span_links(Visit const& visit, Span const& chosen)
{
    html::Safe out;
    for (Span const& span : kSpans)
        out += link_button(span.name == chosen.name ? Look::Primary : Look::Secondary,
            visit.path("") + "?span=" + std::string(span.name), span.title);
    return html::fill("<div class=\"actions\">{{out}}</div>\n", { { "out", out } });
}

struct Work {
    std::string_view endpoint;
    std::string_view title;
};
constexpr Work kWork[] = {
    { "authorize", "Sign-in pages" },
    { "SelfAsserted", "What people enter" },
    { "token", "Tokens" },
    { "directory", "Directory API" },
};

std::int64_t micros(double seconds)
{
    return static_cast<std::int64_t>(seconds * 1e6);
}

html::Safe latency_plot(Visit const& visit, Work const& work)
{
    using metrics::Timeline;
    auto const slots = visit.console.latencies(visit.tenant().id, work.endpoint);
    TimePlot plot{ .id = "latency-" + std::string(work.endpoint), .title = std::string(work.title), .points = {} };
    Time const last(visit.now().time_since_epoch() / Timeline::kSlot * Timeline::kSlot);
    for (Time from = last - (Timeline::kSlots - 1) * Timeline::kSlot; from <= last; from += Timeline::kSlot) {
        auto const found = slots.find(from);
        TimePoint point{ .label = time_of_day(from) };
        if (found != slots.end()) {
            point.count = static_cast<std::int64_t>(found->second.count());
            point.median = micros(found->second.quantile(0.5));
            point.slow = micros(found->second.quantile(0.95));
        }
        plot.points.push_back(std::move(point));
    }
    return console::plot(plot);
}

html::Safe latencies(Visit const& visit)
{
    html::Safe plots;
    for (Work const& work : kWork)
        plots += latency_plot(visit, work);
    return section("latency", "Time to answer, last 24 hours",
        html::fill("<div class=\"plots wide\">\n{{plots}}</div>\n", { { "plots", plots } })
            + paragraph(
                "Requests of this tenant that this server answered since it began, in steps of ten minutes. The time "
                "that a request waits for a free worker is not in it."));
}

Response show_dashboard(Visit const& visit)
{
    auto const* span = std::ranges::find(kSpans, std::string_view(visit.value("span")), &Span::name);
    if (span == std::end(kSpans))
        span = std::begin(kSpans);
    // Steps begin at their multiples since 1970; the last one is under way.
    std::int64_t const step = span->step.count();
    Time const last = from_unix_seconds(unix_seconds(visit.now()) / step * step);
    Time const since = last - (span->steps - 1) * span->step;
    auto const counts
        = TRY(look<std::vector<AuditCount>>(visit.console, [&](Ports& ports) -> Answer<std::vector<AuditCount>> {
              return TRY(ports.audit.count(visit.tenant().id, since, last + span->step, span->step));
          }));
    html::Safe plots;
    for (EventGroup const& one : event_groups())
        plots += plot(plot_of(visit, one, *span, since, counts));
    html::Safe content = span_links(visit, *span)
        + html::fill("<div class=\"plots\">\n{{plots}}</div>\n", { { "plots", plots } })
        + paragraph("Counted from the audit log of this tenant. Times are in UTC.");
    if (visit.console.latencies)
        content += latencies(visit);
    return draw(visit, { .title = "Dashboard", .content = std::move(content) });
}

} // namespace

std::vector<Route> dashboard_routes()
{
    return { { http::Method::Get, "", show_dashboard } };
}

} // namespace gatehouse::console
