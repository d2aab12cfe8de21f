#include "core/journey/advance.h"

#include "core/journey/claims.h"
#include "core/journey/form.h"
#include "core/journey/pages.h"
#include "core/journey/profiles/identity_provider.h"
#include "core/journey/steps.h"
#include "core/journey/tracer.h"
#include "libs/base/log.h"

namespace gatehouse::journey {
namespace {

Refusal cancelled()
{
    return refuse(90091, "access_denied", "The user has cancelled entering self-asserted information.");
}

Outcome gone(Run& run)
{
    run.state.phase = Phase::Ended;
    return Refused{ refuse(90046, "server_error", "The transaction state could not be loaded. Please start again.") };
}

Result<Outcome> draw(Run& run)
{
    if (policy::Profile const* profile = profile_on_page(run))
        return draw_page(run, *profile);
    return draw_selection(run);
}

// What may be chosen is what the page offered, and nothing else of the policy.
Result<Outcome> choose(Run& run, std::string const& exchange)
{
    policy::Profile const* profile = profile_on_page(run);
    if (!offer_of(run, profile).may_choose(exchange))
        return draw(run);
    auto const behind = selection_behind(run, profile);
    Frame const page = run.frame();
    leave_step(run);
    run.state.chosen_exchange = exchange;
    // Another choice of an earlier selection: on from there, with nothing proven in this step.
    if (behind)
        run.frame().step = *behind + 1;
    auto outcome = TRY(run_steps(run));
    if (run.state.errand && run.frame().journey == page.journey)
        run.state.errand->chosen_at = page.step;
    return outcome;
}

Result<Outcome> forgot_password(Run& run)
{
    policy::Profile const* profile = profile_on_page(run);
    Offer const offer = offer_of(run, profile);
    if (!offer.forgot_password_exchange.empty())
        return choose(run, offer.forgot_password_exchange);
    bool const has_link = profile && run.step().type == policy::StepType::CombinedSignInAndSignUp
        && !equals_ignoring_case(profile->meta("setting.forgotPasswordLinkLocation", "AfterLabel"), "None");
    if (!has_link)
        return draw(run);
    return end(run, refuse(90118, "access_denied", "The user has forgotten their password."));
}

Result<Outcome> on_page(Run& run)
{
    Input const& input = run.input;
    if (!input.page.empty() && input.page != page_of(run.state) && input.action != Action::Cancel)
        return draw(run);
    switch (input.action) {
    case Action::Begin:
    case Action::Show:
    // Differs from B2C, where going on without an accepted page ends the journey with 90255: the page is drawn again,
    // and nothing is lost.
    case Action::Confirm:
        return draw(run);
    // A provider's answer that was taken already: the person went back and forth.
    case Action::Answer:
        return draw(run);
    case Action::Cancel:
        return end(run, cancelled());
    case Action::ForgotPassword:
        return forgot_password(run);
    case Action::Choose:
        return choose(run, input.target);
    case Action::SignUp:
        return choose(run, offer_of(run, profile_on_page(run)).sign_up_exchange);
    case Action::Submit:
    case Action::SendCode:
    case Action::VerifyCode:
    case Action::ChangeValue:
        break;
    }
    policy::Profile const* profile = profile_on_page(run);
    return profile ? act_on_page(run, *profile) : draw(run);
}

Result<Outcome> accepted(Run& run)
{
    if (run.input.action == Action::Cancel)
        return end(run, cancelled());
    // A second submit of the same page (a double click) runs nothing twice.
    if (run.input.action != Action::Confirm)
        return FormAccepted{};
    // B2C: the box travels with "confirmed".
    if (auto const remember = run.input.form.find("rememberMe");
        remember && run.step().type == policy::StepType::CombinedSignInAndSignUp)
        run.state.remember_me = run.state.remember_me || equals_ignoring_case(*remember, "true");
    leave_step(run);
    return run_steps(run);
}

// What the policy takes from the request: B2C has claim resolvers in the InputClaims of the relying party.
void take_request(Run& run)
{
    for (policy::ClaimUse const& use : run.plan.relying_party.inputs)
        if (auto value = default_value(run, nullptr, use, Resolving::Always))
            if (!text_of(*value).empty())
                run.state.bag.set(use.claim, std::move(*value));
}

// The browser is at an identity provider. Whoever uses the page that was left behind (the browser's Back) is there
// again.
Result<Outcome> away(Run& run)
{
    if (run.input.action == Action::Cancel)
        return end(run, cancelled());
    if (run.input.action == Action::Answer)
        return answers_errand(run.state, run.input.form) ? arrive(run) : end(run, internal_refusal());
    auto outcome = TRY(turn_back(run));
    return run.state.phase == Phase::OnPage && !run.input.page.empty() ? on_page(run) : std::move(outcome);
}

Result<Outcome> dispatch(Run& run)
{
    if (run.now >= run.state.expires || run.state.frames.empty())
        return gone(run);
    switch (run.state.phase) {
    case Phase::Running:
        if (run.state.entrance == Entrance::Browser)
            take_request(run);
        return run_steps(run);
    case Phase::OnPage:
        return on_page(run);
    case Phase::Accepted:
        return accepted(run);
    case Phase::Away:
        return away(run);
    case Phase::Ended:
        break;
    }
    return gone(run);
}

// A journey that is sent in circles is traced up to here.
constexpr std::int64_t kMostLegs = 200;

// What ended in a fault commits nothing, and would leave its author nothing to look at.
void keep_fault(Run const& run, trace::Leg const& leg)
{
    auto const kept = run.services.store.transact([&](Ports& ports) {
        return ports.journey_traces.append(
            run.tenant.id, { .correlation = leg.correlation, .time = run.now, .text = trace::write(leg) });
    });
    if (!kept)
        log::warning("the trace of a fault could not be kept", { { "detail", kept.error().detail } });
}

Result<Step> run_once(
    policy::Plan const& plan, Tenant const& tenant, State state, Input const& input, Services& services, Tracer* tracer)
{
    Run run{ .plan = plan,
        .tenant = tenant,
        .state = std::move(state),
        .input = input,
        .services = services,
        .now = services.clock.now(),
        .tracer = tracer };
    run.writes.time = run.now;
    if (tracer)
        tracer->begin(run);
    auto done = dispatch(run);
    if (!done && tracer)
        keep_fault(run, tracer->fail(done.error()));
    Outcome outcome = TRY(std::move(done));
    if (tracer)
        run.writes.trace = tracer->end(run, outcome);
    return Step{ .state = std::move(run.state), .outcome = std::move(outcome), .writes = std::move(run.writes) };
}

} // namespace

Result<Step> advance(
    policy::SharedPlan const& plan, Tenant const& tenant, State state, Input const& input, Services& services)
{
    if (services.traces == Services::Traces::Off || state.version >= kMostLegs)
        return run_once(*plan, tenant, std::move(state), input, services, nullptr);
    Tracer tracer(*plan);
    Services told = services;
    std::optional<RecordedCalls> calls;
    if (told.rest)
        told.rest = &calls.emplace(*told.rest, tracer);
    return run_once(*plan, tenant, std::move(state), input, told, &tracer);
}

} // namespace gatehouse::journey
