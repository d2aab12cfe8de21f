#include "core/policy/build.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::policy {
namespace {

struct TypeName {
    std::string_view name;
    StepType type;
    // Of the schema and of no documentation: a step that shows one page, which the person must accept.
    bool is_page = false;
};
constexpr auto kTypes = std::to_array<TypeName>({
    { "ClaimsProviderSelection", StepType::ClaimsProviderSelection },
    { "CombinedSignInAndSignUp", StepType::CombinedSignInAndSignUp },
    { "ClaimsExchange", StepType::ClaimsExchange },
    { "SendClaims", StepType::SendClaims },
    { "InvokeSubJourney", StepType::InvokeSubJourney },
    { "GetClaims", StepType::GetClaims },
    { "ConsentScreen", StepType::ClaimsExchange, true },
    { "ReviewScreen", StepType::ClaimsExchange, true },
    { "UserDialog", StepType::ClaimsExchange, true },
    { "Noop", StepType::Noop },
});

TypeName const* type_of(Build& build, Element const& element)
{
    std::string const type = element.value("Type");
    auto const found
        = std::ranges::find_if(kTypes, [&](TypeName const& row) { return equals_ignoring_case(row.name, type); });
    if (found != kTypes.end())
        return &*found;
    build.diagnostics.error(element, "The orchestration step type \"" + type + "\" is not known.");
    return nullptr;
}

void check_page_step(Build& build, Element const& journey, Element const& element, Step const& step)
{
    bool const fits = step.exchanges.size() == 1
        && build.plan.profiles[step.exchanges.front().profile].handler == HandlerKind::SelfAsserted;
    if (build.reached && !fits)
        build.diagnostics.error(element,
            "Step " + std::to_string(step.order) + " of the user journey \"" + journey.value("Id") + "\" has the type "
                + element.value("Type") + " and no page to show.",
            "exactly one ClaimsExchange, with a self-asserted technical profile");
}

// A combined step draws the page of its profile, so a profile that names none is shown on the step's.
void find_page(Build& build, Step const& step, ProfileIndex index)
{
    Profile& profile = build.plan.profiles[index];
    bool const has_page = profile.handler == HandlerKind::SelfAsserted || profile.handler == HandlerKind::PhoneFactor;
    if (!has_page || !profile.content_definition.empty())
        return;
    if (step.type == StepType::CombinedSignInAndSignUp)
        profile.content_definition = step.content_definition;
    else if (build.reached)
        build.diagnostics.error(*build.index.profiles.at(profile.id),
            "Technical profile \"" + profile.id
                + "\" does not specify the metadata item \"ContentDefinitionReferenceId\".");
}

void compile_issuer(Build& build, Element const& journey, Element const& element, Step& step)
{
    std::string id = element.value("CpimIssuerTechnicalProfileReferenceId");
    if (id.empty())
        id = journey.value("DefaultCpimIssuerTechnicalProfileReferenceId");
    if (id.empty())
        return build.diagnostics.error(element,
            "Step " + std::to_string(step.order) + " of the user journey \"" + journey.value("Id")
                + "\" does not specify an issuer.",
            "set CpimIssuerTechnicalProfileReferenceId");
    step.issuer = compile_profile(build, element, id);
    if (!step.issuer)
        return;
    find_page(build, step, *step.issuer);
    HandlerKind const handler = build.plan.profiles[*step.issuer].handler;
    bool const fits = step.type == StepType::GetClaims ? handler == HandlerKind::IdTokenHint
                                                       : is_issuer(handler) || handler == HandlerKind::SelfAsserted;
    if (!fits) {
        build.not_executable(element,
            "Technical profile \"" + id + "\" as "
                + (step.type == StepType::GetClaims ? "a source of claims" : "an issuer of claims"));
        step.issuer.reset();
    }
    bool& takes_hint = build.plan.relying_party.takes_hint;
    takes_hint = takes_hint || (build.reached && step.type == StepType::GetClaims);
}

void compile_exchanges(Build& build, Element const& element, Step& step)
{
    Element const* selections = element.child("ClaimsProviderSelections");
    step.shows_single_provider
        = selections && equals_ignoring_case(selections->value("DisplayOption"), "ShowSingleProvider");
    if (selections)
        for (Element const& item : selections->children)
            step.selections.push_back(
                { item.value("TargetClaimsExchangeId"), item.value("ValidationClaimsExchangeId") });
    Element const* list = element.child("ClaimsExchanges");
    if (!list)
        return;
    for (Element const& item : list->children) {
        auto const profile = compile_profile(build, item, item.value("TechnicalProfileReferenceId"));
        if (!profile)
            continue;
        step.exchanges.push_back({ item.value("Id"), *profile });
        find_page(build, step, *profile);
        HandlerKind const kind = build.plan.profiles[*profile].handler;
        if (is_session(kind) || is_issuer(kind) || kind == HandlerKind::IdTokenHint)
            build.diagnostics.error(
                item, "Technical profile \"" + build.plan.profiles[*profile].id + "\" cannot be a claims exchange.");
    }
}

void compile_sub_journey_step(Build& build, Element const& element, Step& step)
{
    Element const* list = element.child("JourneyList");
    if (!list || list->children.size() != 1)
        return build.diagnostics.error(element,
            "Step " + std::to_string(step.order) + " of type InvokeSubJourney must have exactly one candidate.");
    Element const& candidate = list->children.front();
    step.sub_journey = compile_sub_journey(build, candidate, candidate.value("SubJourneyReferenceId"));
}

std::optional<Step> compile_step(Build& build, Element const& journey, Element const& element, int order)
{
    TypeName const* const type = type_of(build, element);
    if (!type)
        return std::nullopt;
    Step step;
    step.order = order;
    step.type = type->type;
    step.origin = element.origin;
    step.content_definition = element.value("ContentDefinitionReferenceId");
    if (!step.content_definition.empty() && !build.index.contents.contains(step.content_definition))
        build.dangling(element, "ContentDefinition", step.content_definition);
    bool const page = step.type == StepType::ClaimsProviderSelection || step.type == StepType::CombinedSignInAndSignUp;
    if (page && step.content_definition.empty())
        build.diagnostics.error(element,
            "Step " + std::to_string(order) + " of the user journey \"" + journey.value("Id")
                + "\" does not specify a ContentDefinitionReferenceId.");
    step.preconditions = compile_preconditions(build, element, "SkipThisOrchestrationStep");
    compile_exchanges(build, element, step);
    if (type->is_page)
        check_page_step(build, journey, element, step);
    if (step.type == StepType::SendClaims || step.type == StepType::GetClaims)
        compile_issuer(build, journey, element, step);
    if (step.type == StepType::InvokeSubJourney)
        compile_sub_journey_step(build, element, step);
    return step;
}

bool has_exchange(Element const* step, std::string const& id)
{
    Element const* list = step ? step->child("ClaimsExchanges") : nullptr;
    auto const same = [&](Element const& item) { return equals_ignoring_case(item.value("Id"), id); };
    return list && std::ranges::any_of(list->children, same);
}

bool offers(Element const* step)
{
    return step
        && (equals_ignoring_case(step->value("Type"), "ClaimsProviderSelection")
            || equals_ignoring_case(step->value("Type"), "CombinedSignInAndSignUp"));
}

// Selections name exchanges of their own and of the next step.
void check_step(Build& build, Element const& journey, Element const* before, Element const& step, Element const* after)
{
    if (Element const* list = step.child("ClaimsProviderSelections"))
        for (Element const& item : list->children) {
            std::string const target = item.value("TargetClaimsExchangeId");
            std::string const validation = item.value("ValidationClaimsExchangeId");
            if (!target.empty() && !has_exchange(after, target))
                build.diagnostics.error(item,
                    "The claims exchange \"" + target + "\" is not part of the step that follows step "
                        + step.value("Order") + " of the user journey \"" + journey.value("Id") + "\".");
            if (!validation.empty() && !has_exchange(&step, validation))
                build.diagnostics.error(item,
                    "The claims exchange \"" + validation + "\" is not part of step " + step.value("Order")
                        + " of the user journey \"" + journey.value("Id") + "\".");
        }
    Element const* exchanges = step.child("ClaimsExchanges");
    if (equals_ignoring_case(step.value("Type"), "ClaimsExchange") && exchanges && exchanges->children.size() > 1
        && !offers(before))
        build.diagnostics.error(step,
            "User journey \"" + journey.value("Id") + "\" in policy \"" + build.plan.id.text() + "\" of tenant \""
                + build.plan.tenant + "\" has step " + step.value("Order") + " with "
                + std::to_string(exchanges->children.size())
                + " claims exchanges. It must be preceded by a claims provider selection in order to determine which "
                  "claims exchange can be used.");
}

std::vector<Element const*> steps_in_order(Build& build, Element const& journey)
{
    std::vector<Element const*> steps;
    if (Element const* list = journey.child("OrchestrationSteps"))
        for (Element const& item : list->children)
            steps.push_back(&item);
    auto const order = [](Element const* step) { return parse_integer(step->value("Order")).value_or(0); };
    // They are elements of one vector: of two with the same order the first written stays first.
    std::ranges::sort(steps, {}, [&](Element const* step) { return std::make_pair(order(step), step); });
    for (size_t i = 0; i < steps.size(); ++i)
        if (order(steps[i]) != static_cast<long long>(i) + 1) {
            build.diagnostics.error(*steps[i],
                "User journey \"" + journey.value("Id") + "\" has the step order \"" + steps[i]->value("Order")
                    + "\" where " + std::to_string(i + 1) + " is expected.",
                "steps are numbered from 1 without gaps");
            break;
        }
    return steps;
}

Journey build_journey(Build& build, Element const& element)
{
    Journey journey;
    journey.id = element.value("Id");
    journey.origin = element.origin;
    if (Element const* authorization = element.child("Authorization"))
        if (Element const* profiles = authorization->child("AuthorizationTechnicalProfiles"))
            for (Element const& item : profiles->children)
                journey.authorization = compile_profile(build, item, item.value("ReferenceId"));
    std::vector<Element const*> const steps = steps_in_order(build, element);
    for (size_t i = 0; i < steps.size(); ++i) {
        check_step(
            build, element, i > 0 ? steps[i - 1] : nullptr, *steps[i], i + 1 < steps.size() ? steps[i + 1] : nullptr);
        if (auto step = compile_step(build, element, *steps[i], static_cast<int>(i) + 1))
            journey.steps.push_back(std::move(*step));
    }
    return journey;
}

bool sends_claims(Element const& journey)
{
    Element const* list = journey.child("OrchestrationSteps");
    auto const sends = [](Element const& step) { return equals_ignoring_case(step.value("Type"), "SendClaims"); };
    return list && std::ranges::any_of(list->children, sends);
}

bool invokes(Element const& journey)
{
    Element const* list = journey.child("OrchestrationSteps");
    auto const sub = [](Element const& step) { return equals_ignoring_case(step.value("Type"), "InvokeSubJourney"); };
    return list && std::ranges::any_of(list->children, sub);
}

void check_journey(Build& build, Element const& element)
{
    // A transfer never returns, so the claims may be sent there.
    if (!sends_claims(element) && !invokes(element))
        build.diagnostics.error(
            element, "User journey \"" + element.value("Id") + "\" has no orchestration step of type SendClaims.");
}

void set_return(Build& build, Element const& element, Journey& journey)
{
    journey.sub_journey = true;
    std::string const type = element.value("Type");
    if (equals_ignoring_case(type, "Transfer"))
        journey.returns = Journey::Return::Transfer;
    else if (!equals_ignoring_case(type, "Call"))
        build.diagnostics.error(element, "The sub-journey type \"" + type + "\" is not known.", "Call or Transfer");
    if (journey.returns == Journey::Return::Transfer && !sends_claims(element))
        build.diagnostics.error(element,
            "Sub-journey \"" + journey.id + "\" of type Transfer has no orchestration step of type SendClaims.");
    if (invokes(element))
        build.diagnostics.error(
            element, "Sub-journey \"" + journey.id + "\" invokes another sub-journey.", "sub-journeys do not nest");
}

JourneyIndex add(Build& build, std::string const& key, Journey journey)
{
    auto const index = static_cast<JourneyIndex>(build.plan.journeys.size());
    build.plan.journeys.push_back(std::move(journey));
    build.journeys.emplace(key, index);
    return index;
}

// Journeys and sub-journeys may share an id.
std::string sub_key(std::string const& id)
{
    return "sub/" + id;
}

} // namespace

std::string_view name(StepType type)
{
    auto const found = std::ranges::find(kTypes, type, &TypeName::type);
    return found == kTypes.end() ? std::string_view() : found->name;
}

std::vector<Precondition> compile_preconditions(Build& build, Element const& parent, std::string_view action)
{
    std::vector<Precondition> preconditions;
    Element const* list = parent.child("Preconditions");
    if (!list)
        return preconditions;
    for (Element const& item : list->children) {
        Precondition made;
        made.origin = item.origin;
        made.execute_if = item.flag("ExecuteActionsIf", true);
        bool const equals = equals_ignoring_case(item.value("Type"), "ClaimEquals");
        if (!equals && !equals_ignoring_case(item.value("Type"), "ClaimsExist")) {
            build.diagnostics.error(item, "The precondition type \"" + item.value("Type") + "\" is not known.",
                "ClaimsExist or ClaimEquals");
            continue;
        }
        made.kind = equals ? Precondition::Kind::ClaimEquals : Precondition::Kind::ClaimsExist;
        std::vector<Element const*> values;
        for (Element const& child : item.children)
            if (child.name == "Value")
                values.push_back(&child);
        if (values.empty() || (equals && values.size() != 2)) {
            build.diagnostics.error(item,
                "The precondition " + item.value("Type") + " has " + std::to_string(values.size()) + " values.",
                equals ? "a claim type and a text" : "at least one claim type");
            continue;
        }
        if (equals)
            made.value = values.back()->text;
        if (equals)
            values.pop_back();
        for (Element const* value : values)
            if (auto const slot = build.claim(*value, value->text))
                made.claims.push_back(*slot);
        if (!equals_ignoring_case(item.child_text("Action"), action))
            build.diagnostics.error(item,
                "The precondition's action \"" + item.child_text("Action") + "\" is not known here.",
                std::string(action));
        if (!made.claims.empty())
            preconditions.push_back(std::move(made));
    }
    return preconditions;
}

std::optional<JourneyIndex> compile_journey(Build& build, Element const& at, std::string const& id)
{
    auto const found = build.index.journeys.find(id);
    if (found == build.index.journeys.end()) {
        build.dangling(at, "UserJourney", id);
        return std::nullopt;
    }
    if (auto const done = build.journeys.find(id); done != build.journeys.end())
        return done->second;
    check_journey(build, *found->second);
    return add(build, id, build_journey(build, *found->second));
}

std::optional<JourneyIndex> compile_sub_journey(Build& build, Element const& at, std::string const& id)
{
    auto const found = build.index.sub_journeys.find(id);
    if (found == build.index.sub_journeys.end()) {
        build.dangling(at, "SubJourney", id);
        return std::nullopt;
    }
    if (auto const done = build.journeys.find(sub_key(id)); done != build.journeys.end())
        return done->second;
    // Nesting is refused, so this goes one level deep and ends.
    if (!build.reached || invokes(*found->second)) {
        if (build.reached)
            build.diagnostics.error(
                *found->second, "Sub-journey \"" + id + "\" invokes another sub-journey.", "sub-journeys do not nest");
        return std::nullopt;
    }
    Journey journey = build_journey(build, *found->second);
    set_return(build, *found->second, journey);
    return add(build, sub_key(id), std::move(journey));
}

void check_unreached_journeys(Build& build)
{
    for (auto const& [id, element] : build.index.journeys)
        if (!build.journeys.contains(id)) {
            check_journey(build, *element);
            (void)build_journey(build, *element);
        }
    for (auto const& [id, element] : build.index.sub_journeys)
        if (!build.journeys.contains(sub_key(id))) {
            Journey journey = build_journey(build, *element);
            set_return(build, *element, journey);
        }
}

} // namespace gatehouse::policy
