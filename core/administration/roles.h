// How roles are given and taken away. Every way goes through here, so that none leaves a tenant without anybody who
// could give some.
#pragma once

#include "core/administration/administrators.h"
#include "core/audit/audit.h"
#include "core/transaction/store.h"

namespace gatehouse {

// For the record.
struct RoleChange {
    std::string by; // an administrator's id, "command line"
    Time time;
    CorrelationId correlation;
    std::string address = {}; // of the peer
};
// Replaces the person's roles. Fault::Denied when nobody would have Global any more, although somebody has; the detail
// may be shown.
Result<void> change_roles(
    Ports& ports, TenantId const& tenant, UserId const& user, std::vector<AdminRole> roles, RoleChange const& change);

} // namespace gatehouse
