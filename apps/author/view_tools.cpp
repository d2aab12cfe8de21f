// The tools that look at policy files.
#include "apps/author/play.h"
#include "apps/author/tools.h"

#include <cstdio>
#include <functional>
#include <set>

namespace gatehouse::author {
namespace {

// Calls `show` with the plan of each policy. False when one does not compile.
Result<bool> show_all(Call const& call, std::function<Result<void>(policy::Plan const&)> const& show)
{
    bool all = true;
    for (std::string const& id : call.policies) {
        auto const compiled = TRY(policy::compile(id, finder(call.sources)));
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
    TRY(write_text(path, policy::graph_svg(plan)));
    std::printf("%s\n", path.c_str());
    return {};
}

} // namespace

// A diagnostic of a shared base is told once, not once a leaf.
Result<bool> check(Call const& call)
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
    for (policy::Inspection const& inspection : call.sources.inspections)
        for (policy::Diagnostic const& diagnostic : inspection.diagnostics)
            tell(diagnostic);
    for (std::string const& id : call.policies)
        for (policy::Diagnostic const& diagnostic : TRY(policy::compile(id, finder(call.sources))).diagnostics)
            tell(diagnostic);
    std::printf("%zu policies checked: %d errors, %d warnings\n", call.policies.size(), errors, warnings);
    return errors == 0;
}

Result<bool> explain(Call const& call)
{
    return show_all(call, [](policy::Plan const& plan) -> Result<void> {
        std::printf("%s", policy::explain(plan).c_str());
        return {};
    });
}

Result<bool> effective(Call const& call)
{
    bool all = true;
    for (std::string const& id : call.policies) {
        auto const whole = TRY(policy::effective(id, finder(call.sources)));
        std::printf("%s", whole.xml.c_str());
        complain(whole.diagnostics);
        all = all && !whole.xml.empty();
    }
    return all;
}

Result<bool> graph(Call const& call)
{
    return show_all(call, [&](policy::Plan const& plan) -> Result<void> {
        if (call.options.has("svg"))
            return write_picture(call.options.get("svg"), plan);
        std::printf("%s", policy::graph_text(plan).c_str());
        return {};
    });
}

} // namespace gatehouse::author
