// Which claims can have a value at which step: a rough walk, in order, as if every step ran. It finds claims that no
// run can ever have set; only warnings, since requests and sessions may bring claims in ways that are not written down.
#include "core/policy/checks.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

// For these an absent claim is a case like another.
constexpr auto kTakeAbsent = std::to_array<std::string_view>({ "AddItemToAlternativeSecurityIdCollection",
    "AddItemToStringCollection", "AddItemToUserIdentityCollection", "AdjustNumber", "DoesClaimExist" });

class Walk {
public:
    explicit Walk(Build& build)
        : build_(build)
        , plan_(build.plan)
        , known_(build.plan.claims.size())
    {
        set(plan_.relying_party.inputs);
        known_by_others_ = set_elsewhere();
        // A session may answer a step before any other has run.
        for (Profile const& profile : plan_.profiles)
            if (is_session(profile.handler)) {
                set(profile.outputs);
                set(profile.persisted);
            }
    }
    // Before it, or by a part of the policy that this relying party leaves out: bases hold what others switch on.
    bool knows(Slot slot) const { return known_[slot] || known_by_others_[slot]; }
    bool is_set(Slot slot) const { return known_[slot]; }
    void walk(Journey const& journey);

private:
    std::vector<bool> set_elsewhere() const;
    void set(std::vector<ClaimUse> const& uses);
    void set(std::vector<TransformIndex> const& transforms);
    void run_validations(Journey const& journey, Step const& step, std::vector<Validation> const& validations);
    void run(Journey const& journey, Step const& step, Profile const& profile);
    void check_enabled(Journey const& journey, Step const& step, Profile const& profile);
    void check_preconditions(Journey const& journey, Step const& step);
    void check_inputs(Journey const& journey, Step const& step, Profile const& profile);
    void check_transforms(Profile const& profile, std::vector<TransformIndex> const& transforms);

    std::string const& id(Slot slot) const { return plan_.claims[slot].id; }

    Build& build_;
    Plan const& plan_;
    std::vector<bool> known_;
    std::vector<bool> known_by_others_;
};

std::vector<bool> Walk::set_elsewhere() const
{
    std::vector<bool> set(plan_.claims.size());
    auto const add = [&](Element const& owner) {
        if (Element const* const outputs = owner.child("OutputClaims"))
            for (Element const& output : outputs->children)
                if (auto const slot = plan_.slot(output.value("ClaimTypeReferenceId")))
                    set[*slot] = true;
    };
    for (auto const& [id, element] : build_.index.profiles)
        if (!build_.profiles.contains(id))
            add(*element);
    for (auto const& [id, element] : build_.index.transforms)
        if (!build_.transforms.contains(id))
            add(*element);
    return set;
}

void Walk::set(std::vector<ClaimUse> const& uses)
{
    for (ClaimUse const& use : uses)
        if (use.display_control.empty())
            known_[use.claim] = true;
}

void Walk::set(std::vector<TransformIndex> const& transforms)
{
    for (TransformIndex const index : transforms)
        for (TransformInput const& output : plan_.transforms[index].outputs)
            known_[output.claim] = true;
}

// B2C: what a validation profile puts out feeds the next ones; of the page, only its own outputs stay.
void Walk::run_validations(Journey const& journey, Step const& step, std::vector<Validation> const& validations)
{
    std::vector<bool> transformed = known_;
    for (Validation const& validation : validations) {
        Profile const& profile = plan_.profiles[validation.profile];
        for (auto const* transforms : { &profile.input_transforms, &profile.output_transforms })
            for (TransformIndex const index : *transforms)
                for (TransformInput const& output : plan_.transforms[index].outputs)
                    transformed[output.claim] = true;
        set(profile.input_transforms);
        // A condition may be that the claim is there.
        if (validation.preconditions.empty())
            check_inputs(journey, step, profile);
        set(profile.outputs);
        set(profile.output_transforms);
    }
    known_ = std::move(transformed);
}

// What the profile leaves behind.
void Walk::run(Journey const& journey, Step const& step, Profile const& profile)
{
    check_transforms(profile, profile.input_transforms);
    set(profile.outputs);
    // Codes and claims that are only seen on the page.
    set(profile.display);
    run_validations(journey, step, profile.validations);
    check_transforms(profile, profile.output_transforms);
}

void Walk::check_transforms(Profile const& profile, std::vector<TransformIndex> const& transforms)
{
    for (TransformIndex const index : transforms) {
        Transform const& transform = plan_.transforms[index];
        bool const tolerant
            = std::ranges::find(kTakeAbsent, std::string_view(transform.call->method)) != kTakeAbsent.end();
        for (TransformInput const& input : transform.inputs)
            if (!tolerant && !knows(input.claim))
                build_.diagnostics.warning(*build_.index.transforms.at(transform.id),
                    "Claims transformation \"" + transform.id + "\" reads the claim type \"" + id(input.claim)
                        + "\", which nothing has set when technical profile \"" + profile.id + "\" runs it.");
        for (TransformInput const& output : transform.outputs)
            known_[output.claim] = true;
    }
}

void Walk::check_inputs(Journey const& journey, Step const& step, Profile const& profile)
{
    if (profile.enabled.kind == Enabled::Kind::Never)
        return;
    for (ClaimUse const& use : profile.inputs)
        if (!use.has_default && use.required && !is_set(use.claim))
            build_.diagnostics.warning(*build_.index.profiles.at(profile.id),
                "Claim type \"" + id(use.claim) + "\" is the input claim of technical profile \"" + profile.id
                    + "\" in step \"" + std::to_string(step.order) + "\" of user journey \"" + journey.id
                    + "\" but it is not an output claim in any of the previous steps.");
}

void Walk::check_enabled(Journey const& journey, Step const& step, Profile const& profile)
{
    bool const needs = profile.enabled.kind == Enabled::Kind::OnClaimsExistence
        || profile.enabled.kind == Enabled::Kind::OnItemExistence;
    if (needs && !knows(profile.enabled.claim))
        build_.diagnostics.warning(*build_.index.profiles.at(profile.id),
            title(profile) + " is never enabled in step " + std::to_string(step.order) + " of user journey \""
                + journey.id + "\".",
            "no step before it sets the claim type \"" + id(profile.enabled.claim) + "\"");
}

void Walk::check_preconditions(Journey const& journey, Step const& step)
{
    for (Precondition const& one : step.preconditions) {
        auto const unknown = std::ranges::find_if(one.claims, [&](Slot slot) { return !knows(slot); });
        if (unknown == one.claims.end())
            continue;
        std::string const why = "no step before it sets the claim type \"" + id(*unknown) + "\"";
        Element const& at = element_of(build_, journey, step);
        if (one.kind == Precondition::Kind::ClaimsExist && !one.execute_if)
            build_.diagnostics.warning(at, title(journey, step) + " can never run.", why);
        else if (one.kind == Precondition::Kind::ClaimEquals)
            // B2C: on a missing claim ClaimEquals never acts, whatever ExecuteActionsIf says.
            build_.diagnostics.warning(at, title(journey, step) + " has a precondition that never skips it.", why);
    }
}

void Walk::walk(Journey const& journey)
{
    if (journey.authorization)
        set(plan_.profiles[*journey.authorization].outputs);
    for (Step const& step : journey.steps) {
        check_preconditions(journey, step);
        for (Exchange const& exchange : step.exchanges) {
            Profile const& profile = plan_.profiles[exchange.profile];
            set(profile.input_transforms);
            check_enabled(journey, step, profile);
            check_inputs(journey, step, profile);
        }
        for (Exchange const& exchange : step.exchanges)
            run(journey, step, plan_.profiles[exchange.profile]);
        if (step.type == StepType::GetClaims && step.issuer)
            run(journey, step, plan_.profiles[*step.issuer]);
        if (step.sub_journey)
            walk(plan_.journeys[*step.sub_journey]);
    }
}

void check_output(Build& build, Walk const& walk)
{
    Plan const& plan = build.plan;
    Element const* const party = build.root.child("RelyingParty");
    Element const* const profile = party ? party->child("TechnicalProfile") : nullptr;
    for (ClaimUse const& use : plan.relying_party.outputs)
        if (profile && !use.has_default && !walk.is_set(use.claim))
            build.diagnostics.warning(*profile,
                "Claim type \"" + plan.claims[use.claim].id
                    + "\" is the output claim of the relying party's technical profile, but it is not an output claim "
                      "in any of the steps of user journey \""
                    + plan.journeys[plan.relying_party.journey].id + "\".");
}

} // namespace

void check_flow(Build& build)
{
    Plan const& plan = build.plan;
    if (plan.journeys.empty())
        return;
    RelyingParty const& party = plan.relying_party;
    Walk main(build);
    main.walk(plan.journeys[party.journey]);
    check_output(build, main);
    for (auto const& other : { party.refresh_journey, party.user_info_journey, party.client_credentials_journey })
        if (other && *other != party.journey)
            Walk(build).walk(plan.journeys[*other]);
}

} // namespace gatehouse::policy
