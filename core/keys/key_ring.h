// The keys of all tenants in memory: which one signs, and the published set as ready bytes. Readers take a snapshot
// without a lock.
#pragma once

#include "core/keys/signing_keys.h"
#include "core/tenants/tenants.h"
#include "core/transaction/store.h"
#include "libs/base/result.h"
#include "libs/base/snapshot.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"
#include "libs/jose/jwk.h"

#include <map>
#include <memory>
#include <string>

namespace gatehouse {

struct SigningKeyInUse {
    std::string kid;
    crypto::SigningKey key;
};

class KeyRings {
public:
    KeyRings(Store& store, Clock const& clock)
        : store_(store)
        , clock_(clock)
    {
    }

    // Reads the tenant's keys, makes the first one, and makes and publishes the next one when its time has come. Two
    // nodes that do so at once end with two successors and agree which of them signs. Call it from one thread at a
    // time.
    Result<void> refresh(Tenant const& tenant);

    // Fault::Unavailable before the tenant's first refresh.
    Result<SigningKeyInUse> signing(TenantId const& tenant) const;
    // The public keys of the same, for tokens that come back to us. Null for an unknown tenant.
    std::shared_ptr<std::vector<jose::PublicJwk> const> verifying(TenantId const& tenant) const;
    // {"keys":[...]} of every key whose tokens may still be good, the next one included. Null for an unknown tenant.
    std::shared_ptr<std::string const> published(TenantId const& tenant) const;

    // Moves with each change of any ring: for caches on hot paths.
    std::uint64_t generation() const { return rings_.generation(); }

private:
    struct Key {
        Time signs_from;
        Time signs_until;
        Time verifies_until;
        SigningKeyInUse in_use;
    };
    struct Ring {
        crypto::Algorithm algorithm = crypto::Algorithm::Rs256;
        std::vector<Key> keys;
        std::shared_ptr<std::string const> published;
        std::shared_ptr<std::vector<jose::PublicJwk> const> verifying;
    };
    using Rings = std::map<TenantId, std::shared_ptr<Ring const>>;

    Result<std::vector<Key>> load(TenantId const& tenant, Ring const* known);
    Result<void> add_key(Tenant const& tenant, Time signs_from, std::vector<Key>& keys);
    static Key const* find_signing(std::vector<Key> const& keys, crypto::Algorithm algorithm, Time now);

    Store& store_;
    Clock const& clock_;
    Snapshot<Rings> rings_{ std::make_shared<Rings const>() };
};

} // namespace gatehouse
