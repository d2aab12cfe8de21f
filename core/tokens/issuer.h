// Finished claims and a policy's issuer settings become signed tokens. Facts: b2c_wire.md §3.2, §4.
#pragma once

#include "core/applications/applications.h"
#include "core/grants/grants.h"
#include "core/keys/key_ring.h"
#include "core/policy/plan.h"
#include "core/tenants/tenants.h"
#include "core/tokens/scope.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"
#include "libs/json/json.h"

#include <optional>
#include <string>

namespace gatehouse {

// "{origin}/{tenant guid}/v2.0/", or "{origin}/tfp/{tenant guid}/{policy}/v2.0/" when the policy wants it.
std::string issuer_url(std::string const& origin, TenantId const& tenant, PolicyId const& policy, bool with_tfp);

// Claims that the issuer alone sets; a policy cannot overwrite them.
bool is_protocol_claim(std::string_view name);

// Answers of the authorize endpoint: which tokens, and what they travel with.
struct FrontChannel {
    bool id_token = false;
    bool access_token = false;
    std::string code; // "" for none
};

struct IssueRequest {
    Grant const& grant;
    GrantedScope const& scope;
    std::string issuer;
    SigningKeyInUse const& key;
    Time now;
    // Nothing at the token endpoint, which gives whatever the scope allows.
    std::optional<FrontChannel> front = {};
    // RFC 7638 thumbprint of the DPoP key that the access token is bound to, "" for a bearer token.
    std::string dpop_key = {};
};

struct TokenSet {
    std::string access_token; // "" when no resource was asked for
    std::string id_token; // "" without openid
    std::string scope; // B2C: resource scopes as full URIs, else "openid"
    std::string resource; // client id of the API
    std::int64_t not_before = 0;
    std::int64_t access_expires_in = 0;
    std::int64_t id_expires_in = 0;
    std::string profile_name; // for profile_info
};

// Signs one token for each that the scope asks for: two RSA signatures at most.
Result<TokenSet> issue(IssueRequest const& request);

} // namespace gatehouse
