// Policy files as they are stored.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

struct StoredPolicy {
    PolicyId id; // as written in the file
    std::string xml;
    // JSON of the user flow it was generated from; "" for an uploaded file.
    std::string user_flow;
    Time updated;
};

class Policies {
public:
    virtual ~Policies() = default;
    // In any case.
    virtual Result<std::optional<StoredPolicy>> find(TenantId const& tenant, PolicyId const& id) = 0;
    virtual Result<std::vector<StoredPolicy>> list(TenantId const& tenant) = 0;
    virtual Result<void> save(TenantId const& tenant, StoredPolicy const& policy) = 0;
    virtual Result<void> remove(TenantId const& tenant, PolicyId const& id) = 0;
};

} // namespace gatehouse
