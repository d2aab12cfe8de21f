// Browsers that people have proven a second factor in. The browser has a random token in a cookie, the database its
// digest: neither says anything about the device.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace gatehouse {

struct KnownDevice {
    UserId user;
    DeviceDigest digest;
    Time expires;
};

// Of one person; who proves a second factor in one more is forgotten where it was longest ago (attack-71).
inline constexpr int kMostKnownDevices = 20;

class KnownDevices {
public:
    virtual ~KnownDevices() = default;
    virtual Result<bool> knows(TenantId const& tenant, UserId const& user, DeviceDigest const& digest, Time now) = 0;
    virtual Result<void> remember(TenantId const& tenant, KnownDevice const& device) = 0;
    virtual Result<void> forget_user(TenantId const& tenant, UserId const& user) = 0;
};

} // namespace gatehouse
