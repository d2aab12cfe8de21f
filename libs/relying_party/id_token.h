// The claims of an id_token whose signature is proven. OpenID Connect Core §3.1.3.7.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/jose/jwt.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::relying_party {

enum class IdTokenFault {
    WrongIssuer,
    WrongAudience, // also: several audiences and `azp` is not us
    Expired,
    NotYetValid,
    Malformed, // a required claim is missing or of the wrong type
    WrongNonce,
    WrongPolicy,
    TooOld, // `auth_time` is missing or older than max_age
};
std::string_view name(IdTokenFault fault);

struct ExpectedIdToken {
    std::string issuer;
    std::string client_id;
    // nothing only at a refresh, where OpenID Connect Core §12.2 asks for none.
    std::optional<std::string> nonce;
    // Compared with `tfp` or `acr`, ignoring case; "" skips the check (plain OpenID Connect).
    std::string policy;
    std::optional<std::int64_t> max_age; // seconds
    Time now;
    seconds leeway{ 60 };
};
Result<void, IdTokenFault> check_id_token(jose::VerifiedJwt const& token, ExpectedIdToken const& expected);

// The policy a token was issued by: `tfp`, else `acr`, else "". B2C wire §4.1.
std::string policy_of(json::Object const& claims);
// auth_time plus max_age lies not in the past; false without auth_time.
bool is_recent(json::Object const& claims, std::int64_t max_age, Time now, seconds leeway);

} // namespace gatehouse::relying_party
