// What profiles share that ask a server of somebody else's: an API of the tenant's, an identity provider.
#pragma once

#include "core/journey/profiles/handler.h"
#include "core/policies/secrets.h"
#include "libs/json/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::journey {

// The secret that CryptographicKeys/Key Id="key" names. Fault::Internal when the tenant has none of that name.
Result<PolicySecret> load_secret(Call const& call, std::string_view key);

// Nested values become text; null is no claim.
std::optional<ClaimValue> claim_of(json::Value const& value);
// The top members of a document, by name.
Values claims_of(json::Object const& document);
// "data[0].to" or "firstName.localized"; a leading "$." is allowed. Nothing when the path leads nowhere. B2C:
// ResolveJsonPathsInJsonTokens.
std::optional<ClaimValue> claim_at(json::Object const& document, std::string_view path);

} // namespace gatehouse::journey
