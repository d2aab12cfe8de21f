// What journeys did, for their authors: one text for each request, written by the engine (core/trace) when the server
// keeps traces.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <chrono>
#include <string>
#include <vector>

namespace gatehouse {

struct StoredTrace {
    CorrelationId correlation;
    Time time;
    std::string text; // sealed at rest by the store: it names people
};

// How long a trace is kept, and how many of a tenant: the oldest go first.
inline constexpr std::chrono::hours kTracesKept{ 24 };
inline constexpr int kMostTraces = 2000;

class JourneyTraces {
public:
    virtual ~JourneyTraces() = default;
    virtual Result<void> append(TenantId const& tenant, StoredTrace const& trace) = 0;
    // Of one journey, oldest first.
    virtual Result<std::vector<StoredTrace>> list(TenantId const& tenant, CorrelationId const& correlation) = 0;
    // Of all journeys, newest first.
    virtual Result<std::vector<StoredTrace>> recent(TenantId const& tenant, int limit) = 0;
};

} // namespace gatehouse
