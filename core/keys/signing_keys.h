// A tenant's signing keys: one signs, the next is already published, old ones verify until their tokens have expired.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"

#include <string>
#include <vector>

namespace gatehouse {

struct StoredSigningKey {
    std::string kid; // RFC 7638 thumbprint
    std::string container = "B2C_1A_TokenSigningKeyContainer";
    Time created;
    Time signs_from;
    Time signs_until;
    Time verifies_until;
    crypto::PrivateKeyBytes private_bytes; // sealed at rest by the store
};

class SigningKeys {
public:
    virtual ~SigningKeys() = default;
    virtual Result<std::vector<StoredSigningKey>> list(TenantId const& tenant) = 0;
    virtual Result<void> insert(TenantId const& tenant, StoredSigningKey const& key) = 0;
    // Changes how long the key signs and verifies.
    virtual Result<void> set_ends(TenantId const& tenant, std::string const& kid, Time signs_until, Time verifies_until)
        = 0;
    virtual Result<void> remove_expired(TenantId const& tenant, Time now) = 0;
};

} // namespace gatehouse
