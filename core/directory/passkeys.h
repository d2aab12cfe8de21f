// What people prove themselves with beside their password: passkeys (WebAuthn) and recovery codes. Tables of their own,
// so that using one does not move the version of the person's row.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

struct Passkey {
    UserId user;
    std::string id; // raw bytes of the credential id: unique in a tenant
    int algorithm = 0; // COSE
    std::string public_key; // raw; the meaning depends on the algorithm
    std::int64_t sign_count = 0; // of the last use; WebAuthn §6.1.1
    std::vector<std::string> transports; // "internal", "usb": hints for the browser
    std::string name; // for the person: what and when
    Time created;
    std::optional<Time> last_used;
};

class Passkeys {
public:
    virtual ~Passkeys() = default;
    virtual Result<std::optional<Passkey>> find(TenantId const& tenant, std::string const& id) = 0;
    // The oldest first.
    virtual Result<std::vector<Passkey>> list(TenantId const& tenant, UserId const& user) = 0;
    // Fault::Conflict when the id is taken, by whomever.
    virtual Result<void> insert(TenantId const& tenant, Passkey const& passkey) = 0;
    // Saves a use. Fault::Conflict unless the stored count is `sign_count_before`: of two uses at once, one is a copy.
    virtual Result<void> save_use(TenantId const& tenant, Passkey const& passkey, std::int64_t sign_count_before) = 0;
    virtual Result<void> remove(TenantId const& tenant, UserId const& user, std::string const& id) = 0;
};

// SHA-256 of person and code, base64url.
using RecoveryDigest = Id<struct RecoveryDigestTag>;

class RecoveryCodes {
public:
    virtual ~RecoveryCodes() = default;
    virtual Result<int> count(TenantId const& tenant, UserId const& user) = 0;
    virtual Result<bool> has(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest) = 0;
    // All former ones are void.
    virtual Result<void> replace(TenantId const& tenant, UserId const& user, std::vector<RecoveryDigest> const& digests)
        = 0;
    // Fault::Conflict when there is none (any more): a code works once.
    virtual Result<void> consume(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest) = 0;
};

} // namespace gatehouse
