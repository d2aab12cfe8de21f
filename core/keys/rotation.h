// Making signing keys, and rotating them when a person asks for it.
#pragma once

#include "core/audit/audit.h"
#include "core/keys/signing_keys.h"
#include "core/tenants/tenants.h"
#include "core/transaction/store.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <string>
#include <vector>

namespace gatehouse {

// B2C: the longest life of a token that is checked with a published key, an access or id token.
inline constexpr std::chrono::hours kLongestToken{ 24 };

// An RSA key takes up to a second to find: outside any transaction.
Result<StoredSigningKey> make_signing_key(Tenant const& tenant, Time now, Time signs_from);
// With its audit event, and without the keys that have had their time. `reason` is one word for the event.
Result<void> add_signing_key(
    Ports& ports, Tenant const& tenant, StoredSigningKey const& key, std::string_view reason, Time now);

enum class Urgency {
    Scheduled, // the new key is published now and signs after the tenant's lead time
    Emergency, // the new key signs at once, every other one stops signing
};
// What becomes of tokens that were signed before an emergency.
enum class OldTokens {
    Refused, // the other keys are published no longer: who has them can forge nothing
    GoodUntilTheyExpire,
};

struct Rotation {
    std::string kid; // of the key that signs next
    Time signs_from;
    bool was_there = false; // scheduled: the next key had been published already
    std::vector<std::string> stopped; // keys that neither sign nor verify any more
};
// Every server on the database follows within a second or two.
Result<Rotation> rotate_signing_key(
    Store& store, Tenant const& tenant, Urgency urgency, OldTokens old_tokens, Clock const& clock);

} // namespace gatehouse
