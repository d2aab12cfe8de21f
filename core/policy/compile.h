// XML texts of a chain become a Plan, or the list of everything that is wrong with them.
#pragma once

#include "core/policy/plan.h"
#include "libs/base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::policy {

enum class Severity { Error, Warning };

struct Diagnostic {
    Severity severity = Severity::Error;
    Origin origin;
    std::string
        path; // element path: "UserJourneys/UserJourney[SignUpOrSignIn]/OrchestrationSteps/OrchestrationStep[2]"
    std::string message; // Azure's wording where it is known
    std::string hint; // what to do
};
// "base.xml:12:5: error: message (hint)".
std::string text(Diagnostic const& diagnostic);

struct SourceFile {
    std::string name; // shown in diagnostics
    std::string text;
};

// Finds a policy's file by its PolicyId in any case; nothing when there is none. It is also asked for kCatalogue.
using FindSource = std::function<Result<std::optional<SourceFile>>(std::string const& policy_id)>;

// The built-in catalogue of page texts: the lowest layer of localisation under every policy, a customer's as well. A
// policy file whose LocalizedResources are named "catalogue.en", "catalogue.de", ... Without it, only the policy's own
// texts exist. It is not part of the chain and not of Plan::hash.
inline constexpr std::string_view kCatalogue = "gatehouse:strings";

struct Compiled {
    SharedPlan plan; // null when there is an error
    std::vector<Diagnostic> diagnostics;
};

// `leaf` names the relying-party policy. Reads the chain through `find` (at most ten levels), merges, compiles, and
// collects all diagnostics of all stages that could run. Error only when `find` fails.
Result<Compiled> compile(std::string const& leaf, FindSource const& find);

struct Effective {
    std::string xml; // "" when a file of the chain is missing or unreadable
    std::vector<Diagnostic> diagnostics; // of reading the chain
};
// The whole chain as one policy file without a base, in which every element says in a comment where it was written. It
// compiles to the same plan. Technical profiles stand in one ClaimsProvider, since their grouping means nothing.
Result<Effective> effective(std::string const& leaf, FindSource const& find);

// "Directory": what explain and traces call a handler. "ClaimsExchange": of a step.
std::string_view name(HandlerKind kind);
std::string_view name(StepType type);

// The merged, compiled plan for people: journeys with steps, preconditions, profiles with claims and the origin of
// each.
std::string explain(Plan const& plan);

// The journeys as pictures: steps from above to below, what each calls, and what skips it. For a terminal, and as an
// SVG document in light and dark.
std::string graph_text(Plan const& plan);
// "hit" or "missed" colours the box of a step, "" leaves it.
using MarkStep = std::function<std::string(Journey const&, Step const&)>;
std::string graph_svg(Plan const& plan, MarkStep const& mark = {});

} // namespace gatehouse::policy
