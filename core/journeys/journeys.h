// Journeys at rest: a blob with a version. The engine alone reads the blob.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>

namespace gatehouse {

struct StoredJourney {
    JourneyId id;
    std::int64_t version = 0;
    std::string state; // sealed at rest by the store
    Time expires;
};

class Journeys {
public:
    virtual ~Journeys() = default;
    // Nothing when it is unknown or expired.
    virtual Result<std::optional<StoredJourney>> find(TenantId const& tenant, JourneyId const& id, Time now) = 0;
    virtual Result<void> insert(TenantId const& tenant, StoredJourney const& journey) = 0;
    // Compare and swap: Fault::Conflict when `journey.version` is not the stored one. Stores version + 1.
    virtual Result<void> update(TenantId const& tenant, StoredJourney const& journey) = 0;
    virtual Result<void> remove_expired(Time now) = 0;
};

} // namespace gatehouse
