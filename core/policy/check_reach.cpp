#include "core/policy/checks.h"

#include <algorithm>
#include <set>

namespace gatehouse::policy {
namespace {

bool is_existence(Precondition const& one)
{
    return one.kind == Precondition::Kind::ClaimsExist;
}

// It is skipped when a claim exists, and when it does not. B2C: the preconditions of a step are reasons to skip it.
bool is_always_skipped(Step const& step)
{
    return std::ranges::any_of(step.preconditions, [&](Precondition const& one) {
        return is_existence(one) && one.execute_if && std::ranges::any_of(step.preconditions, [&](auto const& other) {
            return is_existence(other) && !other.execute_if && other.claims == one.claims;
        });
    });
}

// Whoever comes to this step goes no further in its journey.
bool ends(Plan const& plan, Step const& step)
{
    if (!step.preconditions.empty())
        return false;
    if (step.type == StepType::SendClaims)
        return true;
    if (!step.sub_journey)
        return false;
    Journey const& called = plan.journeys[*step.sub_journey];
    // Sub-journeys do not nest, so this goes one level deep.
    return called.returns == Journey::Return::Transfer
        || std::ranges::any_of(called.steps, [&](Step const& inner) { return ends(plan, inner); });
}

void check_steps(Build& build, Journey const& journey)
{
    int end = 0;
    for (Step const& step : journey.steps) {
        std::string why;
        if (end > 0)
            why = "step " + std::to_string(end) + " has ended the journey";
        else if (is_always_skipped(step))
            why = "its preconditions skip it with a claim and without it";
        if (!why.empty())
            build.diagnostics.warning(element_of(build, journey, step), title(journey, step) + " can never run.", why);
        if (end == 0 && ends(build.plan, step))
            end = step.order;
    }
}

// What pages offer: the selections of steps, and links that metadata name.
std::set<std::string> offered_exchanges(Plan const& plan)
{
    std::set<std::string> offered;
    for (Journey const& journey : plan.journeys)
        for (Step const& step : journey.steps)
            for (Selection const& selection : step.selections)
                offered.insert(to_lower(selection.target_exchange));
    for (Profile const& profile : plan.profiles)
        for (auto const& [key, value] : profile.metadata)
            offered.insert(to_lower(value.source));
    for (auto const& [id, content] : plan.content_definitions)
        for (auto const& [key, value] : content.metadata)
            offered.insert(to_lower(value));
    return offered;
}

void check_exchanges(Build& build, Journey const& journey, std::set<std::string> const& offered)
{
    for (Step const& step : journey.steps)
        for (Exchange const& exchange : step.exchanges)
            if (step.type == StepType::ClaimsExchange && step.exchanges.size() > 1
                && !offered.contains(to_lower(exchange.id)))
                build.diagnostics.warning(element_of(build, journey, step),
                    "The claims exchange \"" + exchange.id + "\" of step " + std::to_string(step.order)
                        + " of user journey \"" + journey.id + "\" can never be chosen.",
                    "no ClaimsProviderSelection and no SignUpTarget names it");
}

void check_repetition(Build& build, Profile const& profile)
{
    std::set<ProfileIndex> seen;
    Element const* const list = build.index.profiles.at(profile.id)->child("ValidationTechnicalProfiles");
    for (Validation const& validation : profile.validations)
        if (!seen.insert(validation.profile).second)
            build.diagnostics.warning(list ? *list : *build.index.profiles.at(profile.id),
                title(profile) + " runs the validation technical profile \""
                    + build.plan.profiles[validation.profile].id + "\" more than once.",
                "a child's list comes after the base's and replaces nothing");
}

// B2C compares texts: a boolean is "True" or "False".
void check_literals(Build& build, Journey const& journey)
{
    for (Step const& step : journey.steps)
        for (Precondition const& one : step.preconditions)
            if (one.kind == Precondition::Kind::ClaimEquals
                && build.plan.claims[one.claims.front()].type == DataType::Boolean && one.value != "True"
                && one.value != "False")
                build.diagnostics.warning(element_of(build, journey, step),
                    "A precondition of step " + std::to_string(step.order) + " of user journey \"" + journey.id
                        + "\" compares the boolean claim type \"" + build.plan.claims[one.claims.front()].id
                        + "\" with \"" + one.value + "\".",
                    "write True or False: Azure tells them from others letter by letter");
}

} // namespace

void check_reach(Build& build)
{
    auto const offered = offered_exchanges(build.plan);
    for (Journey const& journey : build.plan.journeys) {
        check_steps(build, journey);
        check_exchanges(build, journey, offered);
        check_literals(build, journey);
    }
    for (Profile const& profile : build.plan.profiles)
        check_repetition(build, profile);
}

} // namespace gatehouse::policy
