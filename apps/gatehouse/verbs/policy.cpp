#include "apps/gatehouse/verbs/verb.h"

#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/options.h"
#include "apps/gatehouse/wire.h"
#include "core/plans/plans.h"
#include "core/plans/push.h"
#include "core/policy/compile.h"
#include "core/policy/inspect.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "policy", true, "only this policy, by its PolicyId; may stand several times" },
    { "svg", true, "graph: write POLICY.svg into this directory instead of printing" },
    { "data", true, "push: directory of the database (default: ./data)" },
    kMasterKeyOption,
    { "help", false, "this list" },
};

struct Sources {
    std::vector<policy::SourceFile> files;
    std::vector<policy::Inspection> inspections; // of `files`, by position
};

Result<std::vector<std::filesystem::path>> find_files(std::vector<std::string> const& words)
{
    std::vector<std::filesystem::path> paths;
    for (std::string const& word : words) {
        std::error_code error;
        if (std::filesystem::is_directory(word, error)) {
            for (auto const& entry : std::filesystem::directory_iterator(word, error))
                if (equals_ignoring_case(entry.path().extension().string(), ".xml"))
                    paths.push_back(entry.path());
        } else if (std::filesystem::exists(word, error)) {
            paths.emplace_back(word);
        } else {
            return fail(Fault::Invalid, "there is no file or directory " + word);
        }
    }
    std::ranges::sort(paths);
    return paths;
}

Result<Sources> load_sources(std::vector<std::string> const& words)
{
    Sources sources;
    for (std::filesystem::path const& path : TRY(find_files(words))) {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        if (!file)
            return fail(Fault::Invalid, "cannot read " + path.string());
        sources.files.push_back({ path.string(), text.str() });
        sources.inspections.push_back(policy::inspect(sources.files.back()));
    }
    if (sources.files.empty())
        return fail(Fault::Invalid, "there is no policy file (*.xml) to look at");
    return sources;
}

policy::FindSource finder(Sources const& sources)
{
    return [&sources](std::string const& policy_id) -> Result<std::optional<policy::SourceFile>> {
        for (size_t i = 0; i < sources.files.size(); ++i)
            if (equals_ignoring_case(sources.inspections[i].policy_id, policy_id))
                return sources.files[i];
        return builtin_source(policy_id);
    };
}

// Policies to compile: those asked for, else every file with a relying party.
std::vector<std::string> leaves(Sources const& sources, Options const& options)
{
    if (options.has("policy"))
        return options.all("policy");
    std::vector<std::string> ids;
    for (policy::Inspection const& inspection : sources.inspections)
        if (inspection.relying_party)
            ids.push_back(inspection.policy_id);
    return ids;
}

// A diagnostic of a shared base is told once, not once a leaf.
Result<bool> check(Sources const& sources, std::vector<std::string> const& ids, Options const&)
{
    std::set<std::string> told;
    int errors = 0;
    int warnings = 0;
    auto const tell = [&](policy::Diagnostic const& diagnostic) {
        std::string const line = policy::text(diagnostic);
        if (!told.insert(line).second)
            return;
        std::printf("%s\n", line.c_str());
        ++(diagnostic.severity == policy::Severity::Error ? errors : warnings);
    };
    // Also the files that no relying party reaches.
    for (policy::Inspection const& inspection : sources.inspections)
        for (policy::Diagnostic const& diagnostic : inspection.diagnostics)
            tell(diagnostic);
    for (std::string const& id : ids)
        for (policy::Diagnostic const& diagnostic : TRY(policy::compile(id, finder(sources))).diagnostics)
            tell(diagnostic);
    std::printf("%zu policies checked: %d errors, %d warnings\n", ids.size(), errors, warnings);
    return errors == 0;
}

void complain(std::vector<policy::Diagnostic> const& diagnostics)
{
    for (policy::Diagnostic const& diagnostic : diagnostics)
        std::fprintf(stderr, "%s\n", policy::text(diagnostic).c_str());
}

// Calls `show` with the plan of each policy. False when one does not compile.
Result<bool> show_all(Sources const& sources, std::vector<std::string> const& ids,
    std::function<Result<void>(policy::Plan const&)> const& show)
{
    bool all = true;
    for (std::string const& id : ids) {
        auto const compiled = TRY(policy::compile(id, finder(sources)));
        if (compiled.plan) {
            TRY(show(*compiled.plan));
            continue;
        }
        all = false;
        complain(compiled.diagnostics);
    }
    return all;
}

Result<void> write_picture(std::filesystem::path const& folder, policy::Plan const& plan)
{
    std::filesystem::path const path = folder / (plan.id.text() + ".svg");
    std::ofstream file(path);
    file << policy::graph_svg(plan);
    file.close();
    if (!file)
        return fail(Fault::Unavailable, "cannot write " + path.string());
    std::printf("%s\n", path.c_str());
    return {};
}

Result<bool> explain(Sources const& sources, std::vector<std::string> const& ids, Options const&)
{
    return show_all(sources, ids, [](policy::Plan const& plan) -> Result<void> {
        std::printf("%s", policy::explain(plan).c_str());
        return {};
    });
}

Result<bool> effective(Sources const& sources, std::vector<std::string> const& ids, Options const&)
{
    bool all = true;
    for (std::string const& id : ids) {
        auto const whole = TRY(policy::effective(id, finder(sources)));
        std::printf("%s", whole.xml.c_str());
        complain(whole.diagnostics);
        all = all && !whole.xml.empty();
    }
    return all;
}

Result<bool> graph(Sources const& sources, std::vector<std::string> const& ids, Options const& options)
{
    return show_all(sources, ids, [&](policy::Plan const& plan) -> Result<void> {
        if (options.has("svg"))
            return write_picture(options.get("svg"), plan);
        std::printf("%s", policy::graph_text(plan).c_str());
        return {};
    });
}

Result<bool> push(Sources const& sources, std::vector<std::string> const&, Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    auto const pushed = TRY(push_policies(*directory.store, sources.files, clock, random));
    complain(pushed.diagnostics);
    if (pushed.refused()) {
        std::fprintf(stderr, "nothing was stored\n");
        return false;
    }
    for (PolicyPush::Change const& change : pushed.changes)
        std::printf("%s: %s %s\n", pushed.tenant.c_str(), change.policy.c_str(), change.what.c_str());
    return true;
}

struct Tool {
    std::string_view name;
    Result<bool> (*run)(Sources const&, std::vector<std::string> const& ids, Options const&);
};
constexpr Tool kTools[]
    = { { "check", check }, { "explain", explain }, { "effective", effective }, { "graph", graph }, { "push", push } };

Tool const* find_tool(Options const& options)
{
    auto const found = options.words.size() < 2
        ? std::end(kTools)
        : std::ranges::find(kTools, std::string_view(options.words.front()), &Tool::name);
    return found == std::end(kTools) ? nullptr : found;
}

Result<bool> run(Tool const& tool, Options const& options)
{
    auto const sources = TRY(load_sources({ options.words.begin() + 1, options.words.end() }));
    return tool.run(sources, leaves(sources, options), options);
}

} // namespace

int policy_verb(std::span<char const* const> arguments)
{
    auto const options = parse_options(arguments, kOptions);
    if (!options) {
        std::fprintf(stderr, "gatehouse policy: %s\n", options.error().detail.c_str());
        return 2;
    }
    Tool const* const tool = find_tool(*options);
    if (options->has("help") || !tool) {
        std::printf("usage: gatehouse policy check|explain|effective|graph|push FILE|DIR... [OPTIONS]\n\n"
                    "check      tells every fault with file:line:column\n"
                    "explain    prints the merged, compiled plan\n"
                    "effective  prints the whole chain as one file; each element says where it was written\n"
                    "graph      draws the journeys: steps, what they call, what skips them\n"
                    "push       checks everything and stores it, all or nothing; running servers follow\n\n%s",
            describe(kOptions).c_str());
        return options->has("help") ? 0 : 2;
    }
    auto const clean = run(*tool, *options);
    if (!clean) {
        std::fprintf(stderr, "gatehouse policy: %s\n", clean.error().detail.c_str());
        return 1;
    }
    return *clean ? 0 : 1;
}

} // namespace gatehouse::app
