#include "core/journey/preview.h"

#include "core/journey/pages.h"
#include "core/journey/steps.h"

#include <algorithm>
#include <set>

namespace gatehouse::journey {
namespace {

using policy::HandlerKind;
using policy::StepType;

struct Place {
    Frame frame;
    policy::Profile const* profile = nullptr; // null: a selection page
    std::string content_definition;
};

bool has_page(policy::Profile const& profile)
{
    return profile.enabled.kind != policy::Enabled::Kind::Never
        && (profile.handler == HandlerKind::SelfAsserted || profile.handler == HandlerKind::PhoneFactor);
}

// Every page of a journey and of those that it calls.
class Pages {
public:
    explicit Pages(policy::Plan const& plan)
        : plan_(plan)
    {
        add(plan.relying_party.journey);
    }
    std::vector<Place> take() { return std::move(found_); }

private:
    void add(policy::JourneyIndex journey)
    {
        if (!seen_.insert(journey).second)
            return;
        auto const& steps = plan_.journeys[journey].steps;
        for (std::uint32_t at = 0; at < steps.size(); ++at)
            add({ .journey = journey, .step = at }, steps[at]);
    }

    void add(Frame frame, policy::Step const& step)
    {
        if (step.sub_journey)
            add(*step.sub_journey);
        if (step.type == StepType::ClaimsProviderSelection)
            found_.push_back({ frame, nullptr, step.content_definition });
        for (policy::Exchange const& exchange : step.exchanges)
            add(frame, plan_.profiles[exchange.profile]);
        if (step.issuer)
            add(frame, plan_.profiles[*step.issuer]);
    }

    void add(Frame frame, policy::Profile const& profile)
    {
        if (has_page(profile))
            found_.push_back({ frame, &profile, profile.content_definition });
    }

    policy::Plan const& plan_;
    std::set<policy::JourneyIndex> seen_;
    std::vector<Place> found_;
};

State state_at(Place const& place, policy::Plan const& plan, Tenant const& tenant, std::string const& language,
    Services const& services)
{
    State state = begin(plan, tenant, {}, std::nullopt, services.clock, services.random);
    state.frames = { place.frame };
    state.language = language;
    return state;
}

} // namespace

std::vector<std::string> pages_of(policy::Plan const& plan)
{
    std::vector<std::string> pages;
    for (Place& place : Pages(plan).take())
        if (std::ranges::find(pages, place.content_definition) == pages.end())
            pages.push_back(std::move(place.content_definition));
    return pages;
}

Result<std::optional<Page>> preview(policy::Plan const& plan, Tenant const& tenant,
    std::string const& content_definition, std::string const& language, Services& services)
{
    std::vector<Place> const places = Pages(plan).take();
    auto const place = std::ranges::find_if(
        places, [&](Place const& one) { return equals_ignoring_case(one.content_definition, content_definition); });
    if (place == places.end())
        return std::nullopt;
    Input const input;
    Run run{ .plan = plan,
        .tenant = tenant,
        .state = state_at(*place, plan, tenant, language, services),
        .input = input,
        .services = services,
        .now = services.clock.now() };
    Outcome outcome = draw_selection(run);
    if (place->profile)
        outcome = TRY(draw_page(run, *place->profile));
    if (auto* shown = std::get_if<ShowPage>(&outcome))
        return std::move(shown->page);
    return std::nullopt;
}

} // namespace gatehouse::journey
