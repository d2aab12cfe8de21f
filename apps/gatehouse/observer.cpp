#include "apps/gatehouse/observer.h"

#include "libs/base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>

namespace gatehouse::app {
namespace {

// Last segments of addresses, in any case.
constexpr std::string_view kEndpoints[]
    = { "authorize", "token", "keys", "openid-configuration", "oauth-authorization-server", "logout", "userinfo",
          "introspect", "revoke", "par", "authresp", "health", "ready", "SelfAsserted", "confirmed", "unified" };

double resident_bytes()
{
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(std::fopen("/proc/self/statm", "r"), std::fclose);
    long pages = 0;
    if (!file || std::fscanf(file.get(), "%*s %ld", &pages) != 1)
        return 0;
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double processor_seconds()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

std::vector<metrics::Sample> alone(double number)
{
    return { { .values = {}, .number = number } };
}

// How a journey ended; "" for what happens on its way.
std::string_view outcome_of(AuditKind kind)
{
    if (kind == AuditKind::SignInSucceeded) // with a page or without, whatever the policy is for
        return "finished";
    if (kind == AuditKind::JourneyCancelled)
        return "cancelled";
    return kind == AuditKind::JourneyFailed ? "failed" : "";
}

} // namespace

std::string_view endpoint_of(std::string_view path)
{
    auto const below = [&](std::string_view folder) { return starts_with_ignoring_case(path, folder); };
    if (below("/v1.0/") || below("/beta/"))
        return "directory";
    if (equals_ignoring_case(path, "/admin") || below("/admin/"))
        return "console";
    if (below("/static/") || below("/branding/"))
        return "static";
    std::string_view const last = path.substr(path.rfind('/') + 1);
    auto const* found
        = std::ranges::find_if(kEndpoints, [&](std::string_view one) { return equals_ignoring_case(one, last); });
    return found == std::end(kEndpoints) ? "other" : *found;
}

void Observer::add_gauge(metrics::Gauge gauge, std::function<double()> number)
{
    add_gauges(std::move(gauge), [number = std::move(number)] { return alone(number()); });
}

void Observer::add_gauges(metrics::Gauge gauge, std::function<std::vector<metrics::Sample>()> samples)
{
    gauges_.push_back({ std::move(gauge), std::move(samples) });
}

void Observer::count(AuditEvent const& event)
{
    events_.add({ name(event.kind), event.policy.text() });
    if (std::string_view const outcome = outcome_of(event.kind); !outcome.empty())
        journeys_.add({ event.policy.text(), outcome });
}

void Observer::watch(http::Router& router, Clock const& clock, std::function<TenantId(http::Request const&)> tenant_of)
{
    router.wrap(
        [this, &clock, tenant_of = std::move(tenant_of)](http::Request const& request, http::Handler const& next) {
            auto const begin = std::chrono::steady_clock::now();
            http::Response response = next(request);
            double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            std::string_view const endpoint = endpoint_of(request.path);
            durations_.add({ endpoint }, seconds);
            requests_.add({ endpoint, name(request.method), std::to_string(response.status) });
            if (TenantId const tenant = tenant_of(request); !tenant.empty())
                lately_.add({ tenant.text(), endpoint }, clock.now(), seconds);
            return response;
        });
}

std::map<Time, metrics::Histogram> Observer::latencies(
    TenantId const& tenant, std::string_view endpoint, Time now) const
{
    return lately_.slots({ tenant.text(), endpoint }, now);
}

std::string Observer::text() const
{
    std::string out;
    requests_.append(out);
    durations_.append(out);
    journeys_.append(out);
    events_.append(out);
    for (Gauge const& one : gauges_)
        metrics::append_gauge(out, one.gauge, one.read());
    metrics::append_gauge(
        out, { "process_resident_memory_bytes", "Memory that the process holds." }, alone(resident_bytes()));
    metrics::append_gauge(
        out, { "process_cpu_seconds", "Processor time that the process has used." }, alone(processor_seconds()));
    return out;
}

} // namespace gatehouse::app
