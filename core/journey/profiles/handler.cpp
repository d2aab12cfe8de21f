#include "core/journey/profiles/handler.h"

#include "core/journey/claims.h"
#include "core/journey/tracer.h"

namespace gatehouse::journey {
namespace {

struct Row {
    policy::HandlerKind kind;
    Execute execute;
};

// In the order of HandlerKind.
constexpr Row kHandlers[] = {
    { policy::HandlerKind::Directory, run_directory },
    { policy::HandlerKind::LocalSignIn, run_local_sign_in },
    { policy::HandlerKind::ClaimsTransformation, run_claims_transformation },
    { policy::HandlerKind::OneTimePassword, run_one_time_password },
    { policy::HandlerKind::AuthenticatorApp, run_authenticator_app },
    { policy::HandlerKind::Passkey, run_passkey },
    { policy::HandlerKind::RecoveryCode, run_recovery_code },
    { policy::HandlerKind::Factors, run_factors },
    { policy::HandlerKind::EmailCode, run_email_code },
    { policy::HandlerKind::Restful, run_restful },
    { policy::HandlerKind::ConditionalAccess, run_conditional_access },
    { policy::HandlerKind::Captcha, run_captcha },
    { policy::HandlerKind::IdTokenHint, run_id_token_hint },
    { policy::HandlerKind::Telemetry, run_telemetry },
    { policy::HandlerKind::UserJourneyContext, run_journey_context },
    { policy::HandlerKind::RefreshTokenSetup, run_refresh_token_setup },
};

Result<std::optional<Failure>> perform(Run& run, policy::Profile const& profile, Bag& bag)
{
    if (--run.budget < 0)
        return Failure{
            .message_id = {}, .text = "The policy runs too many steps.", .code = {}, .refusal = internal_refusal()
        };
    Execute const handler = find_handler(profile.handler);
    if (!handler)
        return fail(Fault::Internal, "technical profile " + profile.id + " cannot run without a page");
    if (auto failure = run_transforms(run, profile, profile.input_transforms, bag))
        return failure;
    std::optional<policy::Slot> missing;
    Call call{ run, profile, bag, input_values(run, profile, profile.inputs, bag, &missing) };
    if (missing)
        return Failure{ .message_id = "UserMessageIfMissingRequiredElement",
            .text = "A required field is missing. Please fill out all required fields and try again.",
            .code = {},
            .refusal = {} };
    if (run.tracer)
        run.tracer->given(profile, call.inputs);
    if (auto failure = TRY(handler(call)))
        return failure;
    apply_outputs(run, profile, profile.outputs, call.outputs, bag);
    return run_transforms(run, profile, profile.output_transforms, bag);
}

} // namespace

Execute find_handler(policy::HandlerKind kind)
{
    for (Row const& row : kHandlers)
        if (row.kind == kind)
            return row.execute;
    return nullptr;
}

Result<std::optional<Failure>> execute(Run& run, policy::Profile const& profile, Bag& bag)
{
    if (!run.tracer)
        return perform(run, profile, bag);
    TracedProfile traced(run, profile, bag);
    auto result = perform(run, profile, bag);
    traced.done(result);
    return result;
}

Result<std::optional<Failure>> execute_all(
    Run& run, std::vector<policy::Validation> const& validations, Bag& bag, policy::Profile const** failed)
{
    for (policy::Validation const& validation : validations) {
        policy::Profile const& profile = run.plan.profiles[validation.profile];
        if (run.tracer)
            run.tracer->preconditions(run, profile.id, validation.preconditions, bag);
        if (skips(run.plan, validation.preconditions, bag) || !is_enabled(profile, bag)) {
            if (run.tracer)
                run.tracer->skipped(run, profile.id, is_enabled(profile, bag) ? "precondition" : "not enabled");
            continue;
        }
        auto failure = TRY(execute(run, profile, bag));
        if (!failure && !validation.continue_on_success)
            return std::nullopt;
        // A refusal ends the journey, whatever the policy would tolerate: spent tries must not be ignored.
        if (failure && (failure->refusal || !validation.continue_on_error)) {
            *failed = &profile;
            return failure;
        }
    }
    return std::nullopt;
}

} // namespace gatehouse::journey
