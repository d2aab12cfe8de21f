// Back-channel logouts to deliver. They are rows written in the transaction that ends the session, so neither a crash
// nor an application that is down loses one; a thread of the server delivers them. OpenID Connect Back-Channel Logout
// 1.0.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <string>
#include <vector>

namespace gatehouse {

// The address is not kept: the application's registration says it when the notice is delivered.
struct LogoutNotice {
    TenantId tenant;
    ClientId client;
    std::string issuer;
    std::string subject;
    std::string sid;
    Time created;
    int attempts = 0;
    std::string error = {}; // of the last attempt
};

class LogoutNotices {
public:
    virtual ~LogoutNotices() = default;
    // One that waits for the same session, client and issuer is replaced.
    virtual Result<void> append(LogoutNotice const& notice) = 0;
    // Due now, oldest first, over all tenants.
    virtual Result<std::vector<LogoutNotice>> due(Time now, int limit) = 0;
    virtual Result<void> remove(LogoutNotice const& notice) = 0;
    // Tried again 2^attempts seconds later; after kLogoutAttempts it is given up and removed.
    virtual Result<void> mark_failed(LogoutNotice const& notice, Time now, std::string const& error) = 0;
};

// About eight minutes: an application that restarts is reached, and one that is gone costs little.
inline constexpr int kLogoutAttempts = 8;

} // namespace gatehouse
