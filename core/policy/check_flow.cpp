// Which claims can have a value at which step: a rough walk, in order, as if every step ran. It finds claims that no
// run can ever have set; only warnings, since requests and sessions may bring claims in ways that are not written down.
#include "core/policy/build.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

struct Walk {
    Build& build;
    std::vector<bool> known;

    void set(Slot slot) { known[slot] = true; }
    void set(std::vector<ClaimUse> const& uses)
    {
        for (ClaimUse const& use : uses)
            if (use.display_control.empty())
                set(use.claim);
    }
    void run(std::vector<TransformIndex> const& transforms)
    {
        for (TransformIndex const index : transforms)
            for (TransformInput const& output : build.plan.transforms[index].outputs)
                set(output.claim);
    }
    // What the profile leaves behind. Validations and controls only feed the page, but a page's own outputs repeat
    // them.
    void run(Profile const& profile)
    {
        run(profile.input_transforms);
        set(profile.outputs);
        run(profile.output_transforms);
        for (Validation const& validation : profile.validations)
            run(build.plan.profiles[validation.profile].output_transforms);
        if (profile.session) {
            set(build.plan.profiles[*profile.session].outputs);
            set(build.plan.profiles[*profile.session].persisted);
        }
    }
    void check_inputs(Journey const& journey, Step const& step, Profile const& profile)
    {
        for (ClaimUse const& use : profile.inputs) {
            if (use.has_default || !use.required || known[use.claim])
                continue;
            Element const& element = *build.index.profiles.at(profile.id);
            build.diagnostics.warning(element,
                "Claim type \"" + build.plan.claims[use.claim].id + "\" is the input claim of technical profile \""
                    + profile.id + "\" in step \"" + std::to_string(step.order) + "\" of user journey \"" + journey.id
                    + "\" but it is not an output claim in any of the previous steps.");
        }
    }
    void walk(Journey const& journey)
    {
        for (Step const& step : journey.steps) {
            for (Exchange const& exchange : step.exchanges) {
                Profile const& profile = build.plan.profiles[exchange.profile];
                run_inputs_of(profile);
                check_inputs(journey, step, profile);
            }
            for (Exchange const& exchange : step.exchanges)
                run(build.plan.profiles[exchange.profile]);
            if (step.sub_journey)
                walk(build.plan.journeys[*step.sub_journey]);
        }
    }
    void run_inputs_of(Profile const& profile) { run(profile.input_transforms); }
};

} // namespace

void check_flow(Build& build)
{
    Plan const& plan = build.plan;
    if (plan.journeys.empty())
        return;
    Walk walk{ build, std::vector<bool>(plan.claims.size()) };
    walk.set(plan.relying_party.inputs);
    Journey const& journey = plan.journeys[plan.relying_party.journey];
    walk.walk(journey);
    Element const* party = build.root.child("RelyingParty");
    Element const* profile = party ? party->child("TechnicalProfile") : nullptr;
    for (ClaimUse const& use : plan.relying_party.outputs)
        if (profile && !use.has_default && !walk.known[use.claim])
            build.diagnostics.warning(*profile,
                "Claim type \"" + plan.claims[use.claim].id
                    + "\" is the output claim of the relying party's technical profile, but it is not an output claim "
                      "in any of the steps of user journey \""
                    + journey.id + "\".");
}

} // namespace gatehouse::policy
