// Technical profiles that need no page: one function each, in a file of its own.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

struct Call {
    Run& run;
    policy::Profile const& profile;
    // Where the claims are: the journey's bag, or a copy of it with what a form holds.
    Bag const& bag;
    // Values of the InputClaims by partner name.
    Values inputs;
    // What the handler yields, by partner name.
    Values outputs = {};

    std::string input(std::string_view partner) const
    {
        auto const found = inputs.find(partner);
        return found == inputs.end() ? std::string() : text_of(found->second);
    }
    std::string operation() const { return profile.meta("Operation"); }
};

// An Error is a fault of ours; a Failure is something the person can be told.
using Execute = Result<std::optional<Failure>> (*)(Call&);

// Null for profiles that draw a page and for those that are never run (session providers, issuers).
Execute find_handler(policy::HandlerKind kind);

// Input transformations and claims, handler, output claims and transformations: policy_language.md §3.1. `bag` is the
// journey's, or a copy of it while a form is validated.
Result<std::optional<Failure>> execute(Run& run, policy::Profile const& profile, Bag& bag);

// Validation profiles and the exchanges of a display control's action: in order, each with its preconditions and its
// ContinueOnError and ContinueOnSuccess. `failed` names the profile of the failure that is returned.
Result<std::optional<Failure>> execute_all(
    Run& run, std::vector<policy::Validation> const& validations, Bag& bag, policy::Profile const** failed);

Result<std::optional<Failure>> run_directory(Call& call);
Result<std::optional<Failure>> run_local_sign_in(Call& call);
Result<std::optional<Failure>> run_claims_transformation(Call& call);
Result<std::optional<Failure>> run_one_time_password(Call& call);
Result<std::optional<Failure>> run_authenticator_app(Call& call);
Result<std::optional<Failure>> run_passkey(Call& call);
Result<std::optional<Failure>> run_recovery_code(Call& call);
Result<std::optional<Failure>> run_factors(Call& call);
Result<std::optional<Failure>> run_email_code(Call& call);
Result<std::optional<Failure>> run_restful(Call& call);
Result<std::optional<Failure>> run_conditional_access(Call& call);
Result<std::optional<Failure>> run_captcha(Call& call);
Result<std::optional<Failure>> run_id_token_hint(Call& call);
Result<std::optional<Failure>> run_telemetry(Call& call);
Result<std::optional<Failure>> run_journey_context(Call& call);
Result<std::optional<Failure>> run_refresh_token_setup(Call& call);

} // namespace gatehouse::journey
