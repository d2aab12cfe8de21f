// Step-up authentication between an API and its caller. RFC 9470.
#pragma once

#include <gatehouse/error.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::auth {

struct StepUpChallenge {
    std::vector<std::string> acr_values; // policies that would do, most wanted first
    std::optional<std::int64_t> max_age; // seconds since the person proved who they are
    std::string description;
};

// Reads an API's WWW-Authenticate field. Nothing unless it is `insufficient_user_authentication`.
std::optional<StepUpChallenge> read_step_up_challenge(std::string_view www_authenticate);

// What an API asks of a token beyond being valid.
struct Requirement {
    std::vector<std::string> scopes; // all of them
    std::vector<std::string> policies; // one of them; empty: any
    std::optional<std::int64_t> max_auth_age; // seconds since `auth_time`
};

// The WWW-Authenticate field and status an API answers with. RFC 6750 §3.1, RFC 9470 §3.
// 401 for a missing or bad token and for step-up, 403 for a missing scope, 503 for NetworkFault (no field).
struct Refusal {
    int status = 401;
    std::string www_authenticate;
};
Refusal refusal_for(AuthError const& error, Requirement const& requirement = {});

} // namespace gatehouse::auth
