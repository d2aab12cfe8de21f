// What an identity server says when it says no.
#pragma once

#include "libs/json/json.h"

#include <string>
#include <string_view>

namespace gatehouse::relying_party {

// OAuth's error with the parts that B2C writes into error_description:
// "AADB2C90118: text\r\nCorrelation ID: guid\r\nTimestamp: ...". B2C wire §2.3.
struct Refusal {
    std::string error; // "access_denied"
    std::string description; // as sent
    int b2c_code = 0; // 90118; 0 when there is none
    std::string correlation_id;
    std::string login_hint;
};

Refusal make_refusal(std::string error, std::string description);
// From a token endpoint's JSON; `error` is "" when the document is no OAuth error.
Refusal refusal_in(json::Object const& document);

// Codes with a meaning for a client. B2C wire §5.1.
inline constexpr int kNoSession = 90077; // prompt=none without a session
inline constexpr int kGrantExpired = 90080; // code or refresh token too old
inline constexpr int kCancelled = 90091; // the person pressed Cancel
inline constexpr int kForgotPassword = 90118; // the person asks for the reset flow
inline constexpr int kSessionTooOld = 90121; // max_age with prompt=none
inline constexpr int kUserGone = 90128;
inline constexpr int kGrantRevoked = 90129;

} // namespace gatehouse::relying_party
