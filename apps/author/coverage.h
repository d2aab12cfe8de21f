// What of a policy scripts have made run: steps, both ways a precondition can end, technical profiles, transformations.
#pragma once

#include "core/policy/plan.h"
#include "core/trace/trace.h"
#include "libs/json/json.h"

#include <string>
#include <vector>

namespace gatehouse::author {

// In the order of the table's columns.
enum class Part { Step, Precondition, Profile, Transformation };

struct Covered {
    Part part = Part::Step;
    // Unlike others of the part: "SignUpOrSignIn 2 ClaimsExchange", "SignUpOrSignIn 2, 1 skips", a profile's id.
    std::string name;
    std::string place; // "Base.xml:12"
    bool hit = false;
};

struct Coverage {
    std::string policy; // PolicyId, or "all"
    std::vector<Covered> items;

    size_t hits(Part part) const;
    size_t count(Part part) const;
};

// `legs` are of this plan alone. What cannot run is not counted: session providers, and profiles that are never
// enabled.
Coverage measure(policy::Plan const& plan, std::vector<trace::Leg> const& legs);
// What policies share counts once, and as hit when it is in one of them.
Coverage unite(std::vector<Coverage> const& policies);

// The step that a script has made run.
bool has_run(Coverage const& coverage, policy::Journey const& journey, policy::Step const& step);

// A table with a line for each and one for all, and the list of what was missed in all.
std::string table(std::vector<Coverage> const& policies);
// The same as one page, with the picture of each policy (SVG).
std::string page(std::vector<Coverage> const& policies, std::vector<std::string> const& pictures);
json::Object to_json(std::vector<Coverage> const& policies);

} // namespace gatehouse::author
