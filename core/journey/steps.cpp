#include "core/journey/steps.h"

#include "core/journey/claims.h"
#include "core/journey/form.h"
#include "core/journey/pages.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/profiles/identity_provider.h"
#include "core/journey/sso.h"
#include "core/journey/tracer.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using policy::HandlerKind;
using policy::StepType;

// B2C knows no nesting at all; a journey, and one sub-journey in it.
constexpr size_t kDeepest = 4;

// Nothing: the step is done, go on.
using Stop = std::optional<Outcome>;

std::vector<policy::Exchange const*> enabled_exchanges(Run const& run)
{
    std::vector<policy::Exchange const*> enabled;
    for (policy::Exchange const& exchange : run.step().exchanges)
        if (is_enabled(run.plan.profiles[exchange.profile], run.state.bag))
            enabled.push_back(&exchange);
    return enabled;
}

// The one that was chosen, or the only one.
policy::Exchange const* pick_exchange(Run const& run)
{
    auto const enabled = enabled_exchanges(run);
    for (policy::Exchange const* exchange : enabled)
        if (equals_ignoring_case(exchange->id, run.state.chosen_exchange))
            return exchange;
    return run.step().exchanges.size() == 1 && enabled.size() == 1 ? enabled.front() : nullptr;
}

void forget_choice(Run& run, policy::Exchange const& done)
{
    if (equals_ignoring_case(done.id, run.state.chosen_exchange))
        run.state.chosen_exchange.clear();
}

// The exchange that a sign-in page renders and validates in its own step; nothing where it is disabled.
policy::Profile const* validation_profile(Run const& run)
{
    policy::Step const& step = run.step();
    auto const enabled = [&](policy::Exchange const& exchange) {
        policy::Profile const& profile = run.plan.profiles[exchange.profile];
        return is_enabled(profile, run.state.bag) ? &profile : nullptr;
    };
    for (policy::Selection const& selection : step.selections)
        if (!selection.validation_exchange.empty())
            for (policy::Exchange const& exchange : step.exchanges)
                if (equals_ignoring_case(exchange.id, selection.validation_exchange))
                    return enabled(exchange);
    return step.exchanges.size() == 1 ? enabled(step.exchanges.front()) : nullptr;
}

// A journey that runs without a page ends with what its step could not do.
Outcome end_with(Run& run, Failure const& failure)
{
    if (failure.refusal)
        return end(run, *failure.refusal);
    return end(run, failure.without_page.value_or(internal_refusal()), failure.message_id);
}

Result<Outcome> leave_for_provider(Run& run, policy::Profile const& profile)
{
    if (is_silent(run))
        return end(run, interaction_required(run));
    auto address = TRY(depart(run, profile));
    if (!address)
        return end_with(run, address.error());
    return SendTo{ std::move(*address) };
}

Result<bool> restore_told(Run& run, policy::Profile const& profile)
{
    bool const restored = TRY(restore(run, profile));
    if (restored && run.tracer)
        run.tracer->session(run, profile);
    return restored;
}

Result<Stop> run_profile(Run& run, policy::Profile const& profile)
{
    if (TRY(restore_told(run, profile)))
        return Stop();
    if (is_provider(profile))
        return Stop(TRY(leave_for_provider(run, profile)));
    if (profile.handler == HandlerKind::PhoneFactor)
        return Stop(TRY(open_page(run, profile)));
    std::optional<Failure> failure;
    if (profile.handler == HandlerKind::SelfAsserted) {
        if (!shown_fields(run.plan, profile).empty())
            return Stop(TRY(open_page(run, profile)));
        // B2C: a form with nothing to show is not shown.
        failure = run_transforms(run, profile, profile.input_transforms, run.state.bag);
        if (!failure)
            failure = TRY(run_self_asserted_silently(run, profile));
    } else {
        failure = TRY(execute(run, profile, run.state.bag));
    }
    if (failure)
        return Stop(end_with(run, *failure));
    remember(run, profile);
    return Stop();
}

Result<Stop> enter_exchange(Run& run)
{
    policy::Exchange const* exchange = pick_exchange(run);
    if (!exchange) {
        // B2C: when all exchanges of a step fall away, so does the step.
        if (enabled_exchanges(run).empty()) {
            if (run.tracer)
                run.tracer->skipped(run, {}, "no exchange is enabled");
            return Stop();
        }
        return Stop(
            end(run, refuse(90051, "server_error", "No suitable claims provider has been selected for this step.")));
    }
    Stop stop = TRY(run_profile(run, run.plan.profiles[exchange->profile]));
    if (!stop)
        forget_choice(run, *exchange);
    return stop;
}

// B2C: domain_hint names the Domain of a ClaimsProvider, which is chosen without a page then.
bool choose_by_domain(Run& run)
{
    std::string const& hint = run.state.request.domain_hint;
    if (hint.empty())
        return false;
    for (policy::Selection const& selection : run.step().selections) {
        policy::Profile const* target = find_exchange(run, selection.target_exchange);
        if (!target || !equals_ignoring_case(target->domain, hint) || !is_enabled(*target, run.state.bag))
            continue;
        run.state.chosen_exchange = selection.target_exchange;
        return true;
    }
    return false;
}

Result<Stop> enter_selection(Run& run);

Result<Stop> enter_sign_in(Run& run)
{
    policy::Profile const* profile = validation_profile(run);
    // B2C: without a form for local accounts there are only the buttons of the providers.
    if (!profile)
        return enter_selection(run);
    if (choose_by_domain(run))
        return Stop();
    if (wants_sign_up(run))
        if (std::string exchange = offer_of(run, profile).sign_up_exchange; !exchange.empty()) {
            run.state.chosen_exchange = std::move(exchange);
            return Stop();
        }
    if (TRY(restore_told(run, *profile)))
        return Stop();
    for (policy::Selection const& selection : run.step().selections) {
        policy::Profile const* target
            = selection.target_exchange.empty() ? nullptr : find_exchange(run, selection.target_exchange);
        if (target && is_enabled(*target, run.state.bag) && TRY(can_restore(run, *target))) {
            run.state.chosen_exchange = selection.target_exchange;
            return Stop();
        }
    }
    return Stop(TRY(open_page(run, *profile)));
}

Result<Stop> enter_selection(Run& run)
{
    if (choose_by_domain(run))
        return Stop();
    Offer const offer = offer_of(run, nullptr);
    if (offer.providers.empty())
        return Stop();
    // B2C: DoNotShowSingleProvider.
    if (offer.providers.size() == 1 && !run.step().shows_single_provider) {
        run.state.chosen_exchange = offer.providers.front().exchange;
        return Stop();
    }
    for (PageChoice const& choice : offer.providers)
        if (TRY(can_restore(run, *find_exchange(run, choice.exchange)))) {
            run.state.chosen_exchange = choice.exchange;
            return Stop();
        }
    if (is_silent(run))
        return Stop(end(run, interaction_required(run)));
    run.state.phase = Phase::OnPage;
    return Stop(draw_selection(run));
}

// B2C: instead of tokens the step may name a page, which tells somebody why there are none.
Result<Stop> send_claims(Run& run)
{
    policy::Profile const& issuer = run.plan.profiles[*run.step().issuer];
    if (issuer.handler == HandlerKind::SelfAsserted)
        return Stop(TRY(open_page(run, issuer)));
    return Stop(TRY(finish(run, issuer)));
}

Result<Stop> get_claims(Run& run)
{
    auto const failure = TRY(execute(run, run.plan.profiles[*run.step().issuer], run.state.bag));
    return failure ? Stop(end_with(run, *failure)) : Stop();
}

Result<Stop> enter_sub_journey(Run& run)
{
    policy::JourneyIndex const called = *run.step().sub_journey;
    if (run.state.frames.size() >= kDeepest)
        return Stop(end(run, internal_refusal()));
    if (run.plan.journeys[called].returns == policy::Journey::Return::Transfer)
        run.state.frames.clear();
    run.state.frames.push_back(Frame{ .journey = called, .step = 0 });
    return Stop();
}

Result<Stop> enter(Run& run)
{
    switch (run.step().type) {
    case StepType::CombinedSignInAndSignUp:
        return enter_sign_in(run);
    case StepType::ClaimsProviderSelection:
        return enter_selection(run);
    case StepType::ClaimsExchange:
        return enter_exchange(run);
    case StepType::SendClaims:
        return send_claims(run);
    case StepType::GetClaims:
        return get_claims(run);
    case StepType::InvokeSubJourney:
    case StepType::Noop:
        break;
    }
    return Stop();
}

// True when a finished sub-journey gave control back to its caller.
bool return_to_caller(Run& run)
{
    if (run.state.frames.size() < 2)
        return false;
    run.state.frames.pop_back();
    ++run.frame().step;
    return true;
}

bool is_at_end(Run const& run)
{
    Frame const& top = run.state.frames.back();
    return top.step >= run.plan.journeys[top.journey].steps.size();
}

// The profile that the errand under way is one of.
policy::Profile const* profile_of_errand(Run const& run)
{
    policy::Exchange const* exchange = is_at_end(run) ? nullptr : pick_exchange(run);
    policy::Profile const* profile = exchange ? &run.plan.profiles[exchange->profile] : nullptr;
    return profile && is_provider(*profile) ? profile : nullptr;
}

Result<Outcome> return_to_page(Run& run, std::uint32_t step)
{
    run.frame().step = step;
    run.state.chosen_exchange.clear();
    return run_steps(run);
}

} // namespace

Result<Outcome> arrive(Run& run)
{
    policy::Profile const* profile = profile_of_errand(run);
    if (!profile)
        return end(run, internal_refusal());
    auto const chosen_at = run.state.errand->chosen_at;
    if (auto const failure = TRY(take_answer(run, *profile))) {
        // Differs from B2C, where saying no at the provider always ends the journey.
        bool const said_no = failure->refusal && failure->refusal->error == "access_denied";
        if (said_no && chosen_at && profile->flag("gatehouse.RefusalReturnsToPage", false))
            return return_to_page(run, *chosen_at);
        return end_with(run, *failure);
    }
    remember(run, *profile);
    leave_step(run);
    return run_steps(run);
}

Result<Outcome> turn_back(Run& run)
{
    auto const chosen_at = std::exchange(run.state.errand, std::nullopt)->chosen_at;
    return chosen_at ? return_to_page(run, *chosen_at) : run_steps(run);
}

void leave_step(Run& run)
{
    drop_proofs_of_step(run);
    // On an accepted page the choice that led here is used up.
    if (run.step().type == StepType::ClaimsExchange)
        for (policy::Exchange const& exchange : run.step().exchanges)
            forget_choice(run, exchange);
    ++run.frame().step;
}

policy::Profile const* profile_on_page(Run const& run)
{
    if (run.state.frames.empty() || is_at_end(run))
        return nullptr;
    if (run.step().type == StepType::CombinedSignInAndSignUp)
        return validation_profile(run);
    if (run.step().type == StepType::SendClaims && run.step().issuer)
        if (auto const& issuer = run.plan.profiles[*run.step().issuer]; issuer.handler == HandlerKind::SelfAsserted)
            return &issuer;
    if (run.step().type != StepType::ClaimsExchange)
        return nullptr;
    policy::Exchange const* exchange = pick_exchange(run);
    return exchange ? &run.plan.profiles[exchange->profile] : nullptr;
}

Result<Outcome> run_steps(Run& run)
{
    run.state.phase = Phase::Running;
    while (true) {
        if (--run.budget < 0)
            return end(run, internal_refusal());
        if (is_at_end(run)) {
            if (!return_to_caller(run))
                return end(run, internal_refusal());
            continue;
        }
        policy::Step const& step = run.step();
        if (run.tracer)
            run.tracer->step(run);
        if (skips(run.plan, step.preconditions, run.state.bag)) {
            if (run.tracer)
                run.tracer->skipped(run, {}, "precondition");
            ++run.frame().step;
            continue;
        }
        if (step.type == StepType::InvokeSubJourney) {
            if (auto stop = TRY(enter_sub_journey(run)))
                return std::move(*stop);
            continue;
        }
        if (auto stop = TRY(enter(run)))
            return std::move(*stop);
        // A choice made in this step is for the next one.
        drop_proofs_of_step(run);
        ++run.frame().step;
    }
}

} // namespace gatehouse::journey
