// Access tokens of ours that come back: at userinfo and introspection.
#pragma once

#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/edge.h"
#include "libs/json/json.h"

#include <optional>
#include <string>

namespace gatehouse::oidc {

struct AccessToken {
    json::Object claims;
    ClientId client; // `azp`: whom it was given to
    UserId user; // empty for what an app has for itself
    FamilyId grant; // that it came from; empty but in strict policies
    std::string dpop_key; // "" for a bearer token
};

// Signed with a key of this tenant's that is still published, by one of its issuers, in its time, and an access token:
// an id token has no `azp` (attack-47). Nothing for everything else.
std::optional<AccessToken> find_access_token(
    Edge const& edge, Address const& address, std::string const& text, Time now);

// Its person still exists and may sign in, its app is still enabled, and nothing revoked its grant, where it names
// one, or what was issued then (attack-21, attack-22).
Result<bool> is_still_good(Ports& ports, TenantId const& tenant, AccessToken const& token);

} // namespace gatehouse::oidc
