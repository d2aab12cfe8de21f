// Single sign-on sessions and who takes part in them.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

// An application that the session has signed somebody in to, as the application knows it: what a logout tells it must
// name the same issuer and subject as its id token.
struct Participant {
    ClientId client;
    PolicyId policy;
    std::string issuer;
    std::string subject;
    bool operator==(Participant const&) const = default;
};

struct Session {
    SessionDigest digest;
    // The session's public name, `sid` in tokens and logouts. It opens nothing (attack-19) and stays when the digest
    // changes.
    std::string sid;
    UserId user; // "" until a journey has identified the person
    std::int64_t version = 0;
    Time created;
    Time auth_time;
    Time expires;
    // JSON object, sealed at rest: what the session-management profiles persisted, by profile and scope key.
    std::string records;
    std::vector<Participant> participants;
};

class Sessions {
public:
    virtual ~Sessions() = default;
    // Nothing when it is unknown or expired.
    virtual Result<std::optional<Session>> find(TenantId const& tenant, SessionDigest const& digest, Time now) = 0;
    virtual Result<std::vector<Session>> list_user(TenantId const& tenant, UserId const& user, Time now) = 0;
    virtual Result<void> insert(TenantId const& tenant, Session const& session) = 0;
    // Fault::Conflict when `session.version` is not the stored one. Stores version + 1.
    virtual Result<void> update(TenantId const& tenant, Session const& session) = 0;
    virtual Result<void> remove(TenantId const& tenant, SessionDigest const& digest) = 0;
    virtual Result<void> remove_user(TenantId const& tenant, UserId const& user) = 0;
};

} // namespace gatehouse
