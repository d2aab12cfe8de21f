// `gatehouse policy coverage`: how much of the policies the scripts make run.
#include "apps/author/coverage.h"
#include "apps/author/play.h"
#include "apps/author/tools.h"

#include <cstdio>

namespace gatehouse::author {
namespace {

// Of each policy by its id. Scripts that fail are told; what they ran until then counts.
struct Run {
    CaseMap<std::vector<trace::Leg>> legs;
    bool all_right = true;
};

Result<Run> play_all(Call const& call)
{
    Run run;
    for (auto const& script : find_scripts(call.sources.words)) {
        Played const played = TRY(play(script, call.sources.files));
        for (std::string const& problem : played.problems)
            std::fprintf(stderr, "%s:%d: %s: %s\n", script.c_str(), played.line, played.verb.c_str(), problem.c_str());
        run.all_right = run.all_right && played.ok();
        for (trace::Leg const& leg : played.traces)
            run.legs[leg.policy.text()].push_back(leg);
    }
    return run;
}

std::string picture(policy::Plan const& plan, Coverage const& coverage)
{
    return policy::graph_svg(plan, [&](policy::Journey const& journey, policy::Step const& step) {
        return has_run(coverage, journey, step) ? "hit" : "missed";
    });
}

Result<void> write_pictures(
    app::Options const& options, std::vector<Coverage> const& policies, std::vector<std::string> const& pictures)
{
    for (size_t i = 0; options.has("svg") && i < policies.size(); ++i)
        TRY(write_text(std::filesystem::path(options.get("svg")) / (policies[i].policy + ".svg"), pictures[i]));
    if (options.has("html"))
        TRY(write_text(options.get("html"), page(policies, pictures)));
    return {};
}

} // namespace

Result<bool> coverage(Call const& call)
{
    if (find_scripts(call.sources.words).empty())
        return fail(Fault::Invalid, "there is no script (*.journey) to play");
    Run run = TRY(play_all(call));
    std::vector<Coverage> policies;
    std::vector<std::string> pictures;
    for (std::string const& id : call.policies) {
        auto const compiled = TRY(policy::compile(id, finder(call.sources)));
        if (!compiled.plan) {
            complain(compiled.diagnostics);
            return false;
        }
        policies.push_back(measure(*compiled.plan, run.legs[id]));
        pictures.push_back(picture(*compiled.plan, policies.back()));
    }
    TRY(write_pictures(call.options, policies, pictures));
    if (call.options.has("json"))
        std::printf("%s\n", json::write_pretty(json::Value(to_json(policies))).c_str());
    else
        std::printf("%s", table(policies).c_str());
    return run.all_right;
}

} // namespace gatehouse::author
