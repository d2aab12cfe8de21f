#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/resource.h"
#include "apps/gatehouse/wire.h"

#include "libs/json/json.h"

#include <cstdio>
#include <map>
#include <ranges>
#include <set>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    kDataOption,
    kMasterKeyOption,
    { "json", false, "one JSON object a line" },
    { "help", false, "this list" },
};
ResourceCommand const kCommands[] = {
    { .name = "audit list",
        .help = "Prints the newest events of a tenant. Filters are the directory API's:\n"
                "  --filter \"activityDateTime ge 2026-01-01T00:00:00Z and initiatedBy/user/id eq 'ID'\"",
        .target = "/v1.0/auditLogs/directoryAudits",
        .columns = { { "TIME", "activityDateTime", 28 }, { "WHAT", "activityDisplayName", 40 },
            { "RESULT", "result", 8 }, { "OF", "targetResources/id", 36 }, { "CORRELATION ID", "correlationId" } } },
};
constexpr int kMostEvents = 10'000;

// Events of this id, and of the journeys that they name: a redeemed code tells whose journey gave it. Oldest first;
// those of one moment stay in their order.
Result<std::multimap<Time, AuditEvent>> find_events(Ports& ports, Tenant const& tenant, std::string const& correlation)
{
    std::multimap<Time, AuditEvent> all;
    std::set<std::string> seen;
    std::vector<std::string> wanted{ to_lower(correlation) };
    while (!wanted.empty()) {
        std::string const id = std::move(wanted.back());
        wanted.pop_back();
        if (!seen.insert(id).second)
            continue;
        auto const newest_first = TRY(ports.audit.list(
            tenant.id, { .correlation = CorrelationId(id), .user = {}, .kind = {}, .limit = kMostEvents }));
        for (AuditEvent const& event : newest_first | std::views::reverse) {
            auto const detail = json::parse_object(event.detail);
            if (auto const journey = detail ? detail->text("journey") : std::nullopt; journey && !journey->empty())
                wanted.push_back(*journey);
            all.emplace(event.time, event);
        }
    }
    return all;
}

void print_json(Tenant const& tenant, AuditEvent const& event)
{
    json::Object line;
    line.set("time", rfc3339(event.time));
    line.set("event", name(event.kind));
    line.set("tenant", tenant.domain);
    line.set("correlation_id", event.correlation.text());
    line.set("user", event.user.text());
    line.set("client", event.client.text());
    line.set("policy", event.policy.text());
    line.set("address", event.address);
    auto detail = json::parse_object(event.detail);
    line.set("detail", detail ? json::Value(std::move(*detail)) : json::Value(json::Object()));
    std::printf("%s\n", json::write(line).c_str());
}

void print_row(AuditEvent const& event)
{
    std::string const text = event.detail == "{}" ? "" : event.detail;
    std::printf("%s  %-20s  %-26s  %-36s  %s  %s\n", rfc3339(event.time).c_str(), std::string(name(event.kind)).c_str(),
        event.policy.text().c_str(), event.user.text().c_str(), event.address.c_str(), text.c_str());
}

Result<void> run(Options const& options)
{
    SystemRandom random;
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    bool const as_json = options.has("json");
    size_t found = 0;
    TRY(directory.store->read([&](Ports& ports) -> Result<void> {
        for (Tenant const& tenant : TRY(ports.tenants.list()))
            for (auto const& [time, event] : TRY(find_events(ports, tenant, options.words.front()))) {
                if (as_json)
                    print_json(tenant, event);
                else
                    print_row(event);
                ++found;
            }
        return {};
    }));
    if (found == 0)
        return fail(Fault::Invalid, "there is no event with the correlation id " + options.words.front());
    return {};
}

} // namespace

std::vector<VerbFrame> audit_frames()
{
    std::vector<VerbFrame> frames = resource_frames(kCommands);
    frames.push_back({ .name = "audit",
        .options = { std::begin(kOptions), std::end(kOptions) },
        .usage = "usage: gatehouse audit CORRELATION_ID [OPTIONS]\n\n"
                 "Prints what happened in a request and its journey, oldest first. The id stands on error "
                 "pages, in\nerror_description and in the header x-ms-request-id.\n\n",
        .fits = [](Options const& options) { return options.words.size() == 1; },
        .run = run });
    return frames;
}

} // namespace gatehouse::app
