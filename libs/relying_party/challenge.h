// The Bearer challenge of WWW-Authenticate, read and written. RFC 9110 §11.6.1, RFC 6750 §3, RFC 9470 §3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::relying_party {

struct BearerChallenge {
    std::string realm;
    std::string scope;
    std::string error; // "insufficient_user_authentication", "insufficient_scope", "invalid_token"
    std::string error_description;
    std::string acr_values; // the policies that would do, most wanted first
    std::optional<std::int64_t> max_age; // seconds
};

// The first Bearer challenge of the field; nothing when there is none or it is broken.
std::optional<BearerChallenge> parse_bearer_challenge(std::string_view field);
std::string write_bearer_challenge(BearerChallenge const& challenge);

} // namespace gatehouse::relying_party
