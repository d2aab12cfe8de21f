// Secrets that technical profiles name: CryptographicKeys/Key/StorageReferenceId. B2C: policy keys of kind secret.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"

#include <optional>
#include <string>

namespace gatehouse {

using PolicySecret = Secret<struct PolicySecretTag>;

class PolicySecrets {
public:
    virtual ~PolicySecrets() = default;
    // In any case.
    virtual Result<std::optional<PolicySecret>> find(TenantId const& tenant, std::string const& name) = 0;
    virtual Result<void> save(TenantId const& tenant, std::string const& name, PolicySecret const& secret) = 0;
};

} // namespace gatehouse
