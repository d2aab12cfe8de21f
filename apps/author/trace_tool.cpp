// `gatehouse policy trace`: of scripts, or of a journey that a server ran.
#include "apps/author/play.h"
#include "apps/author/tools.h"
#include "apps/gatehouse/wire.h"

#include "core/trace/views.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::author {
namespace {

using Legs = std::vector<trace::Leg>;

// Of one journey, or of the newest requests when there is no id.
Result<Legs> stored_traces(Call const& call)
{
    SystemRandom random;
    auto const directory = TRY(app::open_existing_directory(
        { call.options.get("data", "data"), call.options.get("master-key-file") }, random));
    std::string const id = to_lower(call.options.get("correlation"));
    return read<Legs>(*directory.store, [&](Ports& ports) -> Result<Legs> {
        Legs legs;
        for (Tenant const& tenant : TRY(ports.tenants.list()))
            for (StoredTrace const& stored : TRY(ports.journey_traces.list(tenant.id, CorrelationId(id))))
                legs.push_back(TRY(trace::read(stored.text)));
        if (legs.empty())
            return fail(Fault::Invalid,
                "there is no trace of " + id + ": a server keeps traces for a day, with --journey-traces or --demo");
        return legs;
    });
}

Result<void> show(Legs const& legs, app::Options const& options)
{
    if (options.has("html")) {
        TRY(write_text(options.get("html"), trace::page(legs)));
        std::printf("%s\n", options.get("html").c_str());
        return {};
    }
    std::printf("%s",
        options.has("recorder") ? (json::write_pretty(json::Value(trace::recorder(legs))) + "\n").c_str()
                                : trace::text(legs).c_str());
    return {};
}

} // namespace

Result<bool> trace_tool(Call const& call)
{
    if (call.options.has("correlation")) {
        auto const stored = TRY(stored_traces(call));
        TRY(show(stored, call.options));
        return true;
    }
    auto const scripts = find_scripts(call.sources.words);
    if (scripts.empty())
        return fail(Fault::Invalid, "name a script (*.journey), or a journey with --data and --correlation");
    Legs legs;
    bool all_right = true;
    for (auto const& script : scripts) {
        Played played = TRY(play(script, call.sources.files));
        for (std::string const& problem : played.problems)
            std::fprintf(stderr, "%s:%d: %s: %s\n", script.c_str(), played.line, played.verb.c_str(), problem.c_str());
        all_right = all_right && played.ok();
        std::ranges::move(played.traces, std::back_inserter(legs));
    }
    TRY(show(legs, call.options));
    return all_right;
}

} // namespace gatehouse::author
