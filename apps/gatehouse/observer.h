// What operators watch: requests, events of the audit, and the state of the process. Served on a listener of its own,
// since it tells of every tenant.
#pragma once

#include "core/audit/audit.h"
#include "libs/base/time.h"
#include "libs/http/router.h"
#include "libs/metrics/metrics.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::app {

class Observer {
public:
    // Asked each time that somebody reads.
    void add_gauge(metrics::Gauge gauge, std::function<double()> number);
    void add_gauges(metrics::Gauge gauge, std::function<std::vector<metrics::Sample>()> samples);

    // Safe to call from several threads.
    void count(AuditEvent const& event);
    // Measures what the router answers, for everybody and for the tenant that `tenant_of` says a request is of.
    void watch(http::Router& router, Clock const& clock, std::function<TenantId(http::Request const&)> tenant_of);
    std::string text() const;
    // Of the last day, by the beginning of each ten minutes.
    std::map<Time, metrics::Histogram> latencies(TenantId const& tenant, std::string_view endpoint, Time now) const;

private:
    metrics::Counters requests_{ "gatehouse_http_requests_total", "Requests answered, by endpoint and status.",
        { "endpoint", "method", "status" } };
    metrics::Durations durations_{ "gatehouse_http_request_duration_seconds",
        "Time in the handler, by endpoint; without waiting for a worker.", { "endpoint" } };
    metrics::Timeline lately_;
    metrics::Counters events_{ "gatehouse_events_total",
        "Events of the audit, by kind and policy: sign-ins, journeys, tokens, factors.", { "event", "policy" } };
    metrics::Counters journeys_{ "gatehouse_journeys_total",
        "Journeys of browsers that came to an end, by policy and outcome: finished, cancelled, failed.",
        { "policy", "outcome" } };
    struct Gauge {
        metrics::Gauge gauge;
        std::function<std::vector<metrics::Sample>()> read;
    };
    std::vector<Gauge> gauges_;
};

// One of a few words, whatever a stranger asks for: "token", "authorize", "directory", "other".
std::string_view endpoint_of(std::string_view path);

} // namespace gatehouse::app
