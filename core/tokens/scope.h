// What a client may have of what it asks for. Facts: b2c_wire.md §3.3.
#pragma once

#include "core/applications/applications.h"
#include "core/model/ids.h"
#include "core/model/refusal.h"
#include "core/ports/ports.h"
#include "libs/base/result.h"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

struct GrantedScope {
    bool openid = false;
    bool offline_access = false;
    // The API the access token is for; the client itself for the client-id trick; nothing: no access token.
    std::optional<ClientId> resource;
    // Short names granted at that API: "Accounts.Read". Empty for the client-id trick.
    std::vector<std::string> names;
    // "profile", "email", "address", "phone": they select claims in a strict policy, and nothing elsewhere.
    std::vector<std::string> standard;
    // What the grant carries: "openid offline_access profile https://.../Accounts.Read".
    std::string text;
    // Resource scopes only, as full URIs; "openid" when there are none. B2C: the answer's `scope`.
    std::string answer;
};

// One API a request (90146); unknown scopes are refused (90117); of the known ones those are granted for which the
// client has a permission with an administrator's consent, and if that is none, the request is refused (90205).
// Reserved names (openid, offline_access and the standard ones) ask for no resource.
Result<std::expected<GrantedScope, Refusal>> grant_scope(
    Ports& ports, TenantId const& tenant, Application const& client, std::string_view requested);

// For an app that acts for itself: `requested` is one "{App ID URI}/.default" (else 90117), and what is granted are the
// API's roles for which the app has a permission with an administrator's consent (none: 90205). There is no way to ask
// for one of them, and so none to ask for more (attack-41). The directory API is an API of every tenant.
Result<std::expected<GrantedScope, Refusal>> grant_roles(
    Ports& ports, TenantId const& tenant, Application const& client, std::string_view requested);

} // namespace gatehouse
