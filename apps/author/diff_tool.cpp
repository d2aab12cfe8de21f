// `gatehouse policy diff`: of two folders, or of what is stored and a folder; and of the user flows of declarations.
#include "apps/author/flow_differences.h"
#include "apps/author/tools.h"
#include "apps/gatehouse/wire.h"
#include "core/plans/plans.h"
#include "core/policy/differences.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

namespace gatehouse::author {
namespace {

// The policies of one tenant as a server holds them.
Result<std::vector<StoredPolicy>> stored_policies(app::Options const& options, std::string const& domain)
{
    SystemRandom random;
    auto const directory
        = TRY(app::open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    return read<std::vector<StoredPolicy>>(*directory.store, [&](Ports& ports) -> Result<std::vector<StoredPolicy>> {
        auto const tenant = TRY(ports.tenants.find(domain));
        if (!tenant)
            return fail(Fault::Invalid, "there is no tenant " + domain + " in " + options.get("data", "data"));
        return ports.policies.list(tenant->id);
    });
}

// Without user flows: nobody pushes them.
Result<Sources> stored_sources(app::Options const& options, std::string const& domain)
{
    Sources sources;
    for (StoredPolicy const& policy : TRY(stored_policies(options, domain)))
        if (policy.user_flow.empty()) {
            sources.files.push_back({ "stored " + policy.id.text(), policy.xml });
            sources.inspections.push_back(policy::inspect(sources.files.back()));
        }
    return sources;
}

Result<Flows> stored_flows(app::Options const& options, std::string const& domain)
{
    Flows flows;
    for (StoredPolicy const& policy : TRY(stored_policies(options, domain)))
        if (!policy.user_flow.empty())
            flows.insert_or_assign(policy.id.text(), TRY(json::parse_object(policy.user_flow)));
    return flows;
}

bool is_declaration(std::string const& word)
{
    return equals_ignoring_case(std::filesystem::path(word).extension().string(), ".toml");
}

// A declaration has no say over flows that it does not name: `gatehouse apply` leaves them.
Result<bool> diff_flows(app::Options const& options)
{
    auto const after = TRY(load_declaration(options.words.back()));
    bool const stored = options.has("data");
    Flows const before = stored ? TRY(stored_flows(options, after.tenant.domain))
                                : flows_of(TRY(load_declaration(options.words[1])).flows);
    auto const found = flow_differences(before, flows_of(after.flows), stored ? Gone::Unknown : Gone::Told);
    for (auto const& [name, lines] : found) {
        std::printf("%s\n", name.c_str());
        for (std::string const& line : lines)
            std::printf("  %s\n", line.c_str());
    }
    if (found.empty())
        std::printf("no difference\n");
    return found.empty();
}

struct Sides {
    Sources before;
    Sources after;
    bool stored = false; // `before` is
};

Result<Sides> load_sides(Call const& call)
{
    std::vector<std::string> const words(call.options.words.begin() + 1, call.options.words.end());
    bool const stored = call.options.has("data");
    Sides sides;
    sides.stored = stored;
    sides.after = TRY(load_sources({ words.back() }, Needs::Policies, call.options.get("environment")));
    sides.before = stored ? TRY(stored_sources(call.options, to_lower(sides.after.inspections.front().tenant)))
                          : TRY(load_sources({ words.front() }, Needs::Policies, call.options.get("environment")));
    return sides;
}

struct Pair {
    std::string before; // "" for a policy that is new
    std::string after; // "" for one that is gone
};

bool holds(std::vector<std::string> const& ids, std::string const& wanted)
{
    return std::ranges::any_of(ids, [&](std::string const& id) { return equals_ignoring_case(id, wanted); });
}

// By PolicyId; two files alone are compared whatever they are called.
std::vector<Pair> pairs_of(Sides const& sides, app::Options const& options)
{
    auto const before = leaves(sides.before, options);
    auto const after = leaves(sides.after, options);
    if (before.size() == 1 && after.size() == 1 && !sides.stored)
        return { { before.front(), after.front() } };
    std::vector<Pair> pairs;
    for (std::string const& id : after)
        pairs.push_back({ holds(before, id) ? id : "", id });
    // A push takes nothing away.
    for (std::string const& id : before)
        if (!sides.stored && !holds(after, id))
            pairs.push_back({ id, "" });
    return pairs;
}

// What one policy shows; most is the same in every policy that stands on the same base.
struct Findings {
    std::vector<std::string> order; // lines, as they first came
    std::map<std::string, std::vector<std::string>> policies; // that have the line

    void add(std::string const& line, std::string const& policy)
    {
        auto& where = policies[line];
        if (where.empty())
            order.push_back(line);
        if (where.empty() || where.back() != policy)
            where.push_back(policy);
    }
    void print() const
    {
        std::string last;
        for (std::string const& line : order) {
            std::string const title = join(policies.at(line), ", ");
            if (title != last)
                std::printf("%s%s\n", last.empty() ? "" : "\n", title.c_str());
            last = title;
            std::printf("  %s\n", line.c_str());
        }
    }
};

void add_comparison(Findings& findings, std::string const& policy, policy::Comparison const& comparison)
{
    for (policy::Difference const& difference : comparison.elements)
        findings.add(policy::text(difference), policy);
    if (!comparison.parts.empty())
        findings.add("the plan changes: " + join(comparison.parts, "; "), policy);
    for (policy::Diagnostic const& error : comparison.errors)
        findings.add(policy::text(error), policy);
    if (!comparison.elements.empty() && comparison.parts.empty() && comparison.errors.empty())
        findings.add("the plan keeps its steps, profiles and transformations", policy);
}

} // namespace

std::string diff_objection(app::Options const& options)
{
    bool const stored = options.has("data");
    std::error_code error;
    for (size_t i = 1; i < options.words.size(); ++i)
        if (!std::filesystem::exists(options.words[i], error))
            return "there is no file or directory " + options.words[i];
    auto const declarations = std::count_if(options.words.begin() + 1, options.words.end(), is_declaration);
    if (declarations != 0 && static_cast<size_t>(declarations) + 1 != options.words.size())
        return "a declaration (*.toml) is compared with another one, or with --data with what is stored";
    if (options.words.size() == (stored ? 2U : 3U))
        return {};
    return stored ? "diff with --data compares what is stored with one file or directory"
                  : "diff compares two files or directories, or with --data what is stored with one";
}

Result<bool> diff(Call const& call)
{
    if (is_declaration(call.options.words.back()))
        return diff_flows(call.options);
    Sides const sides = TRY(load_sides(call));
    Findings findings;
    for (Pair const& pair : pairs_of(sides, call.options)) {
        if (pair.before.empty() || pair.after.empty())
            findings.add(pair.before.empty() ? "+ the policy is new" : "- the policy is gone",
                pair.before.empty() ? pair.after : pair.before);
        else
            add_comparison(findings, pair.after,
                TRY(policy::compare({ pair.before, finder(sides.before) }, { pair.after, finder(sides.after) })));
    }
    findings.print();
    if (findings.order.empty())
        std::printf("no difference\n");
    return findings.order.empty();
}

} // namespace gatehouse::author
