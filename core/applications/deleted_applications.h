// App registrations that were deleted, kept for a while: out of sight of whatever looks for an app.
#pragma once

#include "core/applications/applications.h"

namespace gatehouse {

// What another app had of an API when that was deleted.
struct HeldPermission {
    ClientId holder;
    Permission permission;
};

struct DeletedApplication {
    Application app;
    Time deleted;
    std::vector<HeldPermission> held;
};
// B2C: 30 days.
inline constexpr std::chrono::hours kDeletedApplicationsKept{ 24 * 30 };

class DeletedApplications {
public:
    virtual ~DeletedApplications() = default;
    virtual Result<std::optional<DeletedApplication>> find(TenantId const& tenant, ClientId const& id) = 0;
    // In order of name.
    virtual Result<std::vector<DeletedApplication>> list(TenantId const& tenant) = 0;
    // Inserts or replaces.
    virtual Result<void> save(TenantId const& tenant, DeletedApplication const& application) = 0;
    virtual Result<void> remove(TenantId const& tenant, ClientId const& id) = 0;
};

} // namespace gatehouse
