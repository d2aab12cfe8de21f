// Policy keys: what technical profiles name in CryptographicKeys/Key/StorageReferenceId.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

using PolicySecret = Secret<struct PolicySecretTag>;

// One key of a set, without what it consists of.
struct PolicyKey {
    std::string kid;
    // RFC 7517 `kty`: "oct"; "RSA": the keys that the tenant signs with, and no secret of its own; "X509": the secret
    // is a certificate as PEM, and maybe its key.
    std::string type;
    std::string use; // RFC 7517: "sig" or "enc"
    Time added;
    // RFC 7517 as Graph has it, `nbf` and `exp`: when it may be used. Nothing: since it was added, for ever.
    std::optional<Time> begins = {};
    std::optional<Time> expires = {};
};

// B2C: a key container. Which of its keys is used when: active_key in key_sets.h.
struct PolicyKeySet {
    std::string id; // as written: "B2C_1A_RestApiKey"
    Time changed;
    std::vector<PolicyKey> keys = {}; // in the order in which they were added
};

// Names of sets are found in any case.
class PolicySecrets {
public:
    virtual ~PolicySecrets() = default;
    // Of the key that was added last, when it has one.
    virtual Result<std::optional<PolicySecret>> find(TenantId const& tenant, std::string const& set) = 0;
    virtual Result<std::optional<PolicySecret>> find(
        TenantId const& tenant, std::string const& set, std::string const& kid)
        = 0;
    // Makes the secret the only key of the set, good from now on and for ever; makes the set when there is none.
    virtual Result<void> save(TenantId const& tenant, std::string const& set, PolicySecret const& secret) = 0;
    virtual Result<std::vector<PolicyKeySet>> list_sets(TenantId const& tenant) = 0;
    virtual Result<std::optional<PolicyKeySet>> find_set(TenantId const& tenant, std::string const& id) = 0;
    // Inserts or replaces; says nothing about its keys.
    virtual Result<void> save_set(TenantId const& tenant, PolicyKeySet const& set) = 0;
    // With its keys.
    virtual Result<void> remove_set(TenantId const& tenant, std::string const& id) = 0;
    virtual Result<void> add_key(
        TenantId const& tenant, std::string const& set, PolicyKey const& key, std::optional<PolicySecret> const& secret)
        = 0;
    virtual Result<void> remove_key(TenantId const& tenant, std::string const& set, std::string const& kid) = 0;
};

} // namespace gatehouse
