// Authorization requests that a client pushed by its back channel. RFC 9126.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>

namespace gatehouse {

struct PushedRequest {
    PushedDigest digest; // of the random part of its request_uri
    ClientId client;
    PolicyId policy;
    std::string parameters; // as a form; sealed at rest
    Time expires;
};

class PushedRequests {
public:
    virtual ~PushedRequests() = default;
    virtual Result<void> insert(TenantId const& tenant, PushedRequest const& request) = 0;
    // Gives it once: of any number of callers one gets it (RFC 9126 §7.3). Nothing when it is unknown, taken or
    // expired.
    virtual Result<std::optional<PushedRequest>> take(TenantId const& tenant, PushedDigest const& digest, Time now) = 0;
};

} // namespace gatehouse
