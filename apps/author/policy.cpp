// `gatehouse policy`: the table of the author's tools.
#include "apps/author/tools.h"
#include "apps/gatehouse/directory_client.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/base/log.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace gatehouse::author {
namespace {

constexpr app::OptionSpec kOptions[] = {
    { "policy", true, "only this policy, by its PolicyId; may stand several times" },
    { "svg", true, "write POLICY.svg into this directory" },
    { "update", false, "accept the traces as they are now" },
    { "junit", true, "write the results into this file, as JUnit XML" },
    { "declare", true, "a script (*.journey) whose lines come first: who is there, what APIs answer" },
    { "parameter", true, "NAME=VALUE of the authorize request; may stand several times" },
    { "correlation", true, "the journey of a server with this correlation id" },
    { "json", false, "print it for programs" },
    { "recorder", false, "print what Azure's user journey recorder would" },
    { "html", true, "write one page into this file" },
    { "environment", true, "the environment of appsettings.json whose values stand for {Settings:NAME}" },
    { "flow", true, "the user flow of the tenant's declaration" },
    { "tenant", true, "domain or id; needed when there are several, and for a server; export: a TENANT.TOML" },
    app::kDataOption,
    app::kMasterKeyOption,
    app::kServerOption,
    app::kClientIdOption,
    app::kClientSecretOption,
    app::kCaOption,
    { "help", false, "this text" },
};

constexpr size_t kAny = std::numeric_limits<size_t>::max();
// What a tool reads beside the files.
enum class Place {
    Nowhere,
    Database,
    Directory, // a database or a server, through the directory API
};
constexpr std::string_view kDatabase = "data master-key-file";
constexpr std::string_view kDirectory = "tenant server client-id client-secret-file ca-file";

struct Tool {
    std::string_view name;
    std::string_view words; // what it takes, for people
    std::string_view help;
    Result<bool> (*run)(Call const&);
    std::string_view options = ""; // beside those of the place
    Place place = Place::Nowhere;
    size_t fewest = 1; // words
    size_t most = kAny;
    // The words are policy files; without any: wrong, or a tool that can do without.
    std::optional<Needs> files = Needs::Policies;
    // Why a call does not fit beyond that; "" when it does.
    std::string (*objection)(app::Options const&) = nullptr;

    bool takes_files() const { return files.has_value() || objection == diff_objection || objection == run_objection; }
};
constexpr Tool kTools[] = {
    { "check", "FILE|DIR...", "tells every fault with file:line:column, and what works and should not stay", check,
        "policy" },
    { "coverage", "FILE|DIR...", "plays the scripts (*.journey) and tells what of the policies they made run", coverage,
        "policy json svg html" },
    { "diff", "BEFORE [AFTER]",
        "tells what differs between two files or directories, or the user flows of two declarations; with --data "
        "between what is stored and one",
        diff, "policy", Place::Database, 1, 2, std::nullopt, diff_objection },
    { "effective", "FILE|DIR...", "prints the whole chain as one file; each element says where it was written",
        effective, "policy" },
    { "explain", "FILE|DIR...", "prints the merged, compiled plan", explain, "policy" },
    { "export", "DIR", "writes a user flow of a declaration as policy files of the tenant's own", export_flow,
        "flow tenant", Place::Nowhere, 1, 1, std::nullopt, export_objection },
    { "graph", "FILE|DIR...", "draws the journeys: steps, what they call, what skips them", graph, "policy svg" },
    { "list", "", "prints a tenant's stored policies and what each stands on", list, "json", Place::Directory, 0, 0,
        std::nullopt },
    { "push", "FILE|DIR...",
        "checks everything and stores it, in a database all or nothing, at a server file by file; running servers "
        "follow",
        push, "json", Place::Directory },
    { "remove", "POLICY", "removes a stored policy by its PolicyId, unless others stand on it", remove, "",
        Place::Directory, 1, 1, std::nullopt },
    { "run", "FILE|DIR [POLICY]", "runs a journey in the terminal and ends with the token's claims", run_policy,
        "declare parameter", Place::Nowhere, 1, 2, std::nullopt, run_objection },
    { "show", "POLICY", "prints a stored policy by its PolicyId, byte by byte", show, "", Place::Directory, 1, 1,
        std::nullopt },
    { "test", "FILE|DIR...",
        "plays the scripts (*.journey) against the policies; SCRIPT.trace is what their trace must be", test,
        "update junit", Place::Nowhere, 1, kAny, Needs::Nothing },
    { "trace", "[FILE|DIR...]", "prints what happened in scripts, or in a journey of a server", trace_tool,
        "correlation recorder html", Place::Database, 0, kAny, Needs::Nothing },
};

std::vector<std::string> options_of(Tool const& tool)
{
    std::vector<std::string> names = split_words(tool.options);
    if (tool.place != Place::Nowhere)
        std::ranges::move(split_words(kDatabase), std::back_inserter(names));
    if (tool.place == Place::Directory)
        std::ranges::move(split_words(kDirectory), std::back_inserter(names));
    if (tool.takes_files())
        names.emplace_back("environment");
    names.emplace_back("help");
    return names;
}

std::vector<app::OptionSpec> specs_of(Tool const& tool)
{
    std::vector<app::OptionSpec> specs;
    auto const names = options_of(tool);
    std::ranges::copy_if(kOptions, std::back_inserter(specs),
        [&](app::OptionSpec const& spec) { return std::ranges::find(names, spec.name) != names.end(); });
    return specs;
}

std::string usage_line(Tool const& tool)
{
    return "usage: gatehouse policy " + std::string(tool.name) + (tool.words.empty() ? "" : " ")
        + std::string(tool.words) + " [OPTIONS]\n\n" + std::string(tool.help) + "\n\n";
}

std::string usage()
{
    std::string text = "usage: gatehouse policy TOOL ... [OPTIONS]; gatehouse policy TOOL --help says more\n\n";
    for (Tool const& tool : kTools) {
        std::string name(tool.name);
        name.resize(11, ' ');
        text += name + std::string(tool.help) + "\n";
    }
    return text;
}

// Why the call does not fit; "" when it does.
std::string objection(Tool const& tool, app::Options const& options)
{
    auto const names = options_of(tool);
    for (auto const& [name, values] : options.values)
        if (std::ranges::find(names, name) == names.end())
            return std::string(tool.name) + " has no option --" + name;
    size_t const words = options.words.size() - 1;
    if (words < tool.fewest || words > tool.most)
        return std::string(tool.name) + " takes " + (tool.words.empty() ? "no words" : std::string(tool.words));
    return tool.objection ? tool.objection(options) : "";
}

int complain_of_call(std::string const& what)
{
    std::fprintf(stderr, "gatehouse policy: %s\n", what.c_str());
    return 2;
}

int run(Tool const& tool, app::Options const& options)
{
    if (std::string const wrong = objection(tool, options); !wrong.empty())
        return complain_of_call(wrong);
    Sources sources;
    if (tool.files) {
        auto loaded
            = load_sources({ options.words.begin() + 1, options.words.end() }, *tool.files, options.get("environment"));
        if (!loaded)
            return complain_of_call(loaded.error().detail);
        sources = std::move(*loaded);
    }
    auto policies = leaves(sources, options);
    auto const clean = tool.run({ std::move(sources), std::move(policies), options });
    if (clean)
        return *clean ? 0 : 1;
    std::fprintf(stderr, "gatehouse policy: %s\n", clean.error().detail.c_str());
    return 1;
}

} // namespace
} // namespace gatehouse::author

namespace gatehouse::app {

std::vector<VerbFrame> policy_frames()
{
    using namespace author;
    std::vector<VerbFrame> frames;
    for (Tool const& tool : kTools)
        frames.push_back({ .name = "policy " + std::string(tool.name),
            .options = specs_of(tool),
            .usage = usage_line(tool),
            .fits = {},
            .run = {} });
    return frames;
}

int policy_verb(std::span<char const* const> arguments)
{
    using namespace author;
    // What a server has to say about its keys is no author's concern.
    log::set_level(log::Level::Warning);
    auto const options = parse_options(arguments, kOptions);
    if (!options)
        return complain_of_call(options.error().detail);
    std::string const name = options->words.empty() ? "" : options->words.front();
    auto const tool = std::ranges::find(kTools, std::string_view(name), &Tool::name);
    if (options->has("help")) {
        std::printf("%s", (tool == std::end(kTools) ? usage() : usage_line(*tool) + describe(specs_of(*tool))).c_str());
        return 0;
    }
    if (tool == std::end(kTools))
        return complain_of_call((name.empty() ? "name a tool" : "there is no tool " + name) + "; --help lists them");
    return run(*tool, *options);
}

} // namespace gatehouse::app
