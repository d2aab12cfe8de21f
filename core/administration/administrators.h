// Who administers a tenant, and what they are signed in to the console with. An administrator is a person of the tenant
// who has roles. Facts: directory.md §2.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class AdminRole {
    Global, // everything, and who has which role
    User, // people
    Application, // app registrations and consent
    Policy, // flows, policies and their keys
    Auditor, // reads the audit log and all settings
};
std::string_view name(AdminRole role); // "global"
std::optional<AdminRole> parse_admin_role(std::string_view text);

struct Administrator {
    UserId user;
    std::vector<AdminRole> roles; // never empty
};

struct AdminSession {
    SessionDigest digest;
    UserId user;
    std::string form_key; // every form of the session carries it (attack-14)
    Time signed_in; // when the person last showed their factors
    Time idle_until;
    Time expires;
};

class Administrators {
public:
    virtual ~Administrators() = default;
    // Empty for everybody else.
    virtual Result<std::vector<AdminRole>> roles(TenantId const& tenant, UserId const& user) = 0;
    virtual Result<std::vector<Administrator>> list(TenantId const& tenant) = 0;
    // Replaces them; without any, the person's sessions end.
    virtual Result<void> set_roles(TenantId const& tenant, UserId const& user, std::vector<AdminRole> const& roles) = 0;

    virtual Result<void> insert_session(TenantId const& tenant, AdminSession const& session) = 0;
    // Nothing when it is unknown, expired or was idle for too long.
    virtual Result<std::optional<AdminSession>> find_session(
        TenantId const& tenant, SessionDigest const& digest, Time now)
        = 0;
    virtual Result<void> keep_session(TenantId const& tenant, SessionDigest const& digest, Time idle_until) = 0;
    virtual Result<void> remove_session(TenantId const& tenant, SessionDigest const& digest) = 0;
};

} // namespace gatehouse
