#include "core/journey/advance.h"
#include "core/journey/claims.h"
#include "core/journey/texts.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// Long enough to fetch a code from a slow mailbox, short enough that an abandoned page opens nothing later.
constexpr std::chrono::hours kLifetime{ 1 };

State make_state(policy::Plan const& plan, Tenant const& tenant, Request request, policy::JourneyIndex journey,
    Clock const& clock, Random& random)
{
    State state;
    state.id = JourneyId(random_guid(random));
    state.tenant = tenant.id;
    state.policy = plan.id;
    state.plan_hash = plan.hash;
    state.correlation = CorrelationId(random_guid(random));
    state.started = clock.now();
    state.expires = state.started + kLifetime;
    state.language = choose_language(plan.localization, request.ui_locales, request.accept_language);
    state.request = std::move(request);
    state.frames.push_back(Frame{ .journey = journey, .step = 0 });
    state.bag = Bag(plan.claims.size());
    return state;
}

} // namespace

State begin(policy::Plan const& plan, Tenant const& tenant, Request request, std::optional<Session> const& session,
    Clock const& clock, Random& random)
{
    State state = make_state(plan, tenant, std::move(request), plan.relying_party.journey, clock, random);
    if (session)
        state.session = session->digest.text();
    return state;
}

std::optional<State> begin_refresh(policy::Plan const& plan, Tenant const& tenant, Request request,
    RefreshedGrant const& grant, Clock const& clock, Random& random)
{
    if (!plan.relying_party.refresh_journey)
        return std::nullopt;
    State state = make_state(plan, tenant, std::move(request), *plan.relying_party.refresh_journey, clock, random);
    state.entrance = Entrance::Refresh;
    state.refresh_user = grant.user;
    state.refresh_issued = grant.issued;
    state.auth_time = grant.auth_time;
    return state;
}

std::optional<State> begin_user_info(policy::Plan const& plan, Tenant const& tenant, Request request,
    json::Object const& token, Clock const& clock, Random& random)
{
    auto const journey = plan.relying_party.user_info_journey;
    if (!journey)
        return std::nullopt;
    State state = make_state(plan, tenant, std::move(request), *journey, clock, random);
    state.entrance = Entrance::UserInfo;
    policy::Profile const& takes = plan.profiles[*plan.journeys[*journey].authorization];
    for (policy::ClaimUse const& use : takes.outputs)
        if (json::Value const* stated = token.find(use.partner))
            if (auto value = claim_from_json(*stated))
                state.bag.set(use.claim, typed(plan.claims[use.claim].type, std::move(*value)));
    return state;
}

bool is_for_user_info(policy::Plan const& plan, json::Object const& token)
{
    auto const journey = plan.relying_party.user_info_journey;
    std::string const wanted
        = journey ? plan.profiles[*plan.journeys[*journey].authorization].meta("audience") : std::string();
    if (trim(wanted).empty())
        return true;
    auto const list = json::parse_object("{\"audience\":" + wanted + "}");
    json::Array const* audiences = list ? list->array("audience") : nullptr;
    std::string const stated = token.text("aud").value_or("");
    if (!audiences)
        return trim(wanted) == stated;
    return std::ranges::any_of(
        *audiences, [&](json::Value const& one) { return one.as_text() && *one.as_text() == stated; });
}

std::optional<State> begin_for_app(
    policy::Plan const& plan, Tenant const& tenant, Request request, Clock const& clock, Random& random)
{
    auto const journey = plan.relying_party.client_credentials_journey;
    if (!journey)
        return std::nullopt;
    State state = make_state(plan, tenant, std::move(request), *journey, clock, random);
    state.entrance = Entrance::App;
    return state;
}

} // namespace gatehouse::journey
