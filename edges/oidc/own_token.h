// Tokens of this tenant that come back to it: as a hint, or to be let in.
#pragma once

#include "edges/oidc/address.h"
#include "libs/jose/jwt.h"

#include <string_view>

namespace gatehouse::oidc {

// The claims of an ID token or access token that this tenant signed for any of its hosts and forms of issuer; it may
// have expired, as hints do (OIDC Core §3.1.2.1). A fault for any other text (attack-74).
Result<jose::VerifiedJwt, jose::JwtFault> verify_own_token(
    Edge const& edge, Address const& address, std::string_view text);
// The person a token is about: `oid`, or `sub` where the policy gives no other.
UserId user_of(jose::VerifiedJwt const& token);

} // namespace gatehouse::oidc
