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

// B2C: a key container. It has one key or none; a new key takes the old one's place. One of the type "RSA" has no key
// of its own: it stands for the keys that the tenant signs with.
struct PolicyKeySet {
    std::string id; // as written: "B2C_1A_RestApiKey"
    std::string kid; // "" while it has no key
    std::string type; // RFC 7517 `kty`: "oct" or "RSA"; "X509": the secret is a certificate as PEM, and maybe its key
    std::string use; // RFC 7517: "sig" or "enc"
    Time changed;
    // RFC 7517 as Graph has it, `nbf` and `exp`: when its key may be used. Nothing: from the beginning, for ever.
    std::optional<Time> begins = {};
    std::optional<Time> expires = {};
};

// Names are found in any case.
class PolicySecrets {
public:
    virtual ~PolicySecrets() = default;
    // The key of a set that has one of its own.
    virtual Result<std::optional<PolicySecret>> find(TenantId const& tenant, std::string const& name) = 0;
    // Makes the set when there is none. The secret is good from now on and for ever.
    virtual Result<void> save(TenantId const& tenant, std::string const& name, PolicySecret const& secret) = 0;
    virtual Result<std::vector<PolicyKeySet>> list_sets(TenantId const& tenant) = 0;
    virtual Result<std::optional<PolicyKeySet>> find_set(TenantId const& tenant, std::string const& id) = 0;
    // Inserts or replaces; says nothing about the secret.
    virtual Result<void> save_set(TenantId const& tenant, PolicyKeySet const& set) = 0;
    // With its secret.
    virtual Result<void> remove_set(TenantId const& tenant, std::string const& id) = 0;
};

} // namespace gatehouse
