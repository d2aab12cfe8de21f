// `gatehouse policy`: the table of the author's tools.
#include "apps/author/tools.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::author {
namespace {

constexpr app::OptionSpec kOptions[] = {
    { "policy", true, "only this policy, by its PolicyId; may stand several times" },
    { "svg", true, "graph: write POLICY.svg into this directory instead of printing" },
    { "update", false, "test: accept the traces as they are now" },
    { "junit", true, "test: write the results into this file, as JUnit XML" },
    { "correlation", true, "trace: the journey of a server with this correlation id" },
    { "recorder", false, "trace: print what Azure's user journey recorder would" },
    { "html", true, "trace: write one page into this file" },
    { "tenant", true, "remove: the tenant, when several have the policy" },
    { "data", true, "push, list, remove, trace: directory of the database (default: ./data)" },
    app::kMasterKeyOption,
    { "help", false, "this list" },
};

struct Tool {
    std::string_view name;
    std::string_view help;
    Result<bool> (*run)(Call const&);
    Needs needs = Needs::Policies;
    bool looks_at_files = true;
};
constexpr Tool kTools[] = {
    { "check", "tells every fault with file:line:column", check },
    { "effective", "prints the whole chain as one file; each element says where it was written", effective },
    { "explain", "prints the merged, compiled plan", explain },
    { "graph", "draws the journeys: steps, what they call, what skips them", graph },
    { "list", "prints the stored policies of all tenants", list, Needs::Nothing, false },
    { "push", "checks everything and stores it, all or nothing; running servers follow", push },
    { "remove", "removes a stored policy by its PolicyId, unless others stand on it", remove, Needs::Nothing, false },
    { "test", "plays the scripts (*.journey) against the policies; SCRIPT.trace is what their trace must be", test,
        Needs::Nothing },
    { "trace", "prints what happened in scripts, or in a journey of a server", trace_tool, Needs::Nothing },
};

Tool const* find_tool(app::Options const& options)
{
    if (options.words.empty())
        return nullptr;
    auto const found = std::ranges::find(kTools, std::string_view(options.words.front()), &Tool::name);
    if (found == std::end(kTools) || (found->needs == Needs::Policies && options.words.size() < 2))
        return nullptr;
    return found;
}

Result<bool> run(Tool const& tool, app::Options const& options)
{
    Sources sources;
    if (tool.looks_at_files)
        sources = TRY(load_sources({ options.words.begin() + 1, options.words.end() }, tool.needs));
    auto policies = leaves(sources, options);
    return tool.run({ std::move(sources), std::move(policies), options });
}

std::string usage()
{
    std::string text = "usage: gatehouse policy TOOL [FILE|DIR...] [OPTIONS]\n\n";
    for (Tool const& tool : kTools) {
        std::string name(tool.name);
        name.resize(11, ' ');
        text += name + std::string(tool.help) + "\n";
    }
    return text + "\n" + app::describe(kOptions);
}

} // namespace
} // namespace gatehouse::author

namespace gatehouse::app {

int policy_verb(std::span<char const* const> arguments)
{
    auto const options = parse_options(arguments, author::kOptions);
    if (!options) {
        std::fprintf(stderr, "gatehouse policy: %s\n", options.error().detail.c_str());
        return 2;
    }
    author::Tool const* const tool = author::find_tool(*options);
    if (options->has("help") || !tool) {
        std::printf("%s", author::usage().c_str());
        return options->has("help") ? 0 : 2;
    }
    auto const clean = author::run(*tool, *options);
    if (!clean) {
        std::fprintf(stderr, "gatehouse policy: %s\n", clean.error().detail.c_str());
        return 1;
    }
    return *clean ? 0 : 1;
}

} // namespace gatehouse::app
