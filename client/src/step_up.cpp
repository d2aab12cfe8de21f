#include "client/src/common.h"
#include "libs/base/text.h"
#include "libs/relying_party/challenge.h"

#include <gatehouse/step_up.h>

namespace gatehouse::auth {

std::optional<StepUpChallenge> read_step_up_challenge(std::string_view www_authenticate)
{
    auto const challenge = relying_party::parse_bearer_challenge(www_authenticate);
    if (!challenge || challenge->error != "insufficient_user_authentication")
        return std::nullopt;
    return StepUpChallenge{ .acr_values = split_words(challenge->acr_values),
        .max_age = challenge->max_age,
        .description = challenge->error_description };
}

Refusal refusal_for(AuthError const& error, Requirement const& requirement)
{
    relying_party::BearerChallenge challenge;
    switch (error.code) {
    case ErrorCode::NetworkFault:
        return { .status = 503, .www_authenticate = "" };
    // RFC 6750 §3.1: a request without a token is told nothing but the scheme.
    case ErrorCode::TokenMissing:
        return { .status = 401, .www_authenticate = "Bearer" };
    case ErrorCode::InsufficientScope:
        challenge.error = "insufficient_scope";
        challenge.scope = join(requirement.scopes, " ");
        return { .status = 403, .www_authenticate = write_bearer_challenge(challenge) };
    case ErrorCode::InsufficientUserAuthentication:
        challenge.error = "insufficient_user_authentication";
        challenge.error_description = "A stronger or more recent sign-in is required";
        challenge.acr_values = join(requirement.policies, " ");
        challenge.max_age = requirement.max_auth_age;
        return { .status = 401, .www_authenticate = write_bearer_challenge(challenge) };
    default:
        break;
    }
    challenge.error = "invalid_token";
    challenge.error_description = std::string(name(error.code));
    return { .status = 401, .www_authenticate = write_bearer_challenge(challenge) };
}

} // namespace gatehouse::auth
