// Which of a policy's claims a request gets where scopes select them, under their standard names. Source: OIDC Core
// §5.1, §5.4, §5.5.
#pragma once

#include "core/policy/plan.h"
#include "libs/base/result.h"
#include "libs/json/json.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// "profile", "email", "address", "phone".
std::span<std::string_view const> standard_scopes();
bool is_standard_scope(std::string_view scope);
// The one that selects a claim, "" for a claim of the policy's own.
std::string_view scope_of(std::string_view claim);
// What a claim of B2C's is called in the standard: "email" of "emails", "address" of "city"; others keep their name.
std::string_view standard_name(std::string_view claim);

// The claims parameter. Every claim is voluntary here (§5.5.1): what there is comes, and nothing fails for want of one.
struct ClaimsRequest {
    std::vector<std::string> userinfo;
    std::vector<std::string> id_token;
    std::string subject; // the one person whom the answer may be about; "" for anybody
    std::string acr_values; // contexts that are asked for, space-separated
};
// "" asks for nothing. Fault::Invalid for what is no such object.
Result<ClaimsRequest> parse_claims_request(std::string_view text);

struct ClaimsSelection {
    std::string_view scope; // granted
    ClaimsRequest const& request;
    bool id_token_alone = false; // no access token comes, now or for a code
};
// Of a strict policy: gives `claims` their standard names, keeps what scopes and request select and what the policy has
// beyond the standard, and notes in `settings` which of them the ID token carries: those that are asked for there, and
// all where nothing else could bring them. Any other policy: changes nothing.
void select_claims(json::Object& claims, policy::TokenSettings& settings, ClaimsSelection const& selection);

} // namespace gatehouse
