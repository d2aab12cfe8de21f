// `gatehouse policy test`: an author's scripts, each with the trace that it gave when it was accepted.
#include "apps/author/play.h"
#include "apps/author/tools.h"

#include "core/trace/views.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::author {
namespace {

// SCRIPT.trace beside SCRIPT.journey is compared when it is there; --update writes it.
Result<void> compare_trace(Played& played, bool update)
{
    std::filesystem::path const golden = std::filesystem::path(played.script).replace_extension(".trace");
    std::string const actual = trace::number_guids(trace::text(played.traces));
    if (update)
        return write_text(golden, actual);
    std::error_code error;
    if (!std::filesystem::exists(golden, error))
        return {};
    std::string const changed = difference(TRY(read_text(golden)), actual);
    if (!changed.empty())
        played.problems.push_back("the trace is not as in " + golden.string()
            + " (- is expected, + is new; --update accepts it):\n" + changed);
    return {};
}

void tell(Played const& played)
{
    std::printf("%s %s\n", played.ok() ? "ok    " : "FAILED", played.script.c_str());
    for (std::string const& problem : played.problems) {
        std::string const place = played.line == 0
            ? played.script.string()
            : played.script.string() + ":" + std::to_string(played.line) + ": " + played.verb;
        std::printf("%s: %s\n", place.c_str(), problem.c_str());
    }
}

} // namespace

Result<bool> test(Call const& call)
{
    auto const scripts = find_scripts(call.sources.words);
    if (scripts.empty())
        return fail(Fault::Invalid, "there is no script (*.journey) to play");
    std::vector<Played> all;
    for (auto const& script : scripts) {
        Played played = TRY(play(script, call.sources.files));
        if (played.ok())
            TRY(compare_trace(played, call.options.has("update")));
        tell(played);
        all.push_back(std::move(played));
    }
    auto const failed = std::ranges::count_if(all, [](Played const& one) { return !one.ok(); });
    std::printf("%zu scripts played, %td failed\n", all.size(), failed);
    if (call.options.has("junit"))
        TRY(write_text(call.options.get("junit"), junit(all)));
    return failed == 0;
}

} // namespace gatehouse::author
