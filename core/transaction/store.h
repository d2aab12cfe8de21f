// The door to the database: all ports over one read connection, or all ports inside one transaction. The ports are only
// named here, so that the folder of each can use the door for its own logic; core/ports brings all of them.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"

#include <functional>
#include <optional>

namespace gatehouse {

class Tenants;
class Users;
class UserSearch;
class DeletedUsers;
class SignInAttempts;
class Applications;
class SigningKeys;
class Codes;
class RefreshTokens;
class Proofs;
class Sessions;
class LogoutNotices;
class Audit;
class Messages;
class Policies;
class Journeys;
class PolicySecrets;
class PushedRequests;
class Passkeys;
class RecoveryCodes;
class KnownDevices;
class JourneyTraces;
class FlowParts;
class Administrators;
class DeletedApplications;

struct Ports {
    Tenants& tenants;
    Users& users;
    UserSearch& user_search;
    DeletedUsers& deleted_users;
    SignInAttempts& attempts;
    Applications& applications;
    SigningKeys& signing_keys;
    Codes& codes;
    RefreshTokens& refresh_tokens;
    Sessions& sessions;
    LogoutNotices& logout_notices;
    Audit& audit;
    Messages& messages;
    Policies& policies;
    Journeys& journeys;
    PolicySecrets& policy_secrets;
    PushedRequests& pushed_requests;
    Passkeys& passkeys;
    RecoveryCodes& recovery_codes;
    Proofs& proofs;
    KnownDevices& known_devices;
    JourneyTraces& journey_traces;
    FlowParts& flow_parts;
    Administrators& administrators;
    DeletedApplications& deleted_applications;
};

class Store {
public:
    virtual ~Store() = default;
    // `work` sees a consistent snapshot and may not write. While a question takes long, `give_up` is asked every now
    // and then; once it says yes the question fails as Fault::Unavailable. Empty: it takes what it takes.
    virtual Result<void> read(std::function<Result<void>(Ports&)> const& work, std::function<bool()> const& give_up)
        = 0;
    Result<void> read(std::function<Result<void>(Ports&)> const& work) { return read(work, {}); }
    // All or nothing. Rolls back only when `work` returns an error; a refusal that must be remembered (a replayed token
    // revokes its family) is a value, so it commits. Must not block on anything but the ports: hash and sign outside.
    virtual Result<void> transact(std::function<Result<void>(Ports&)> const& work) = 0;
    // Deletes journeys, codes, refresh tokens and sessions that nobody can use any more (attack-71). Call it every few
    // minutes: it works in small transactions, so that callers of transact hardly wait for it.
    virtual Result<void> remove_expired(Time now) = 0;
    // A consistent copy while the server runs. Fault::Conflict when the file exists.
    virtual Result<void> backup(std::string const& to_path) = 0;
};

// For work that yields a value.
template <class T>
Result<T> read(Store& store, std::function<Result<T>(Ports&)> const& work)
{
    std::optional<T> value;
    TRY(store.read([&](Ports& ports) -> Result<void> {
        value = TRY(work(ports));
        return {};
    }));
    return std::move(*value);
}
template <class T>
Result<T> transact(Store& store, std::function<Result<T>(Ports&)> const& work)
{
    std::optional<T> value;
    TRY(store.transact([&](Ports& ports) -> Result<void> {
        value = TRY(work(ports));
        return {};
    }));
    return std::move(*value);
}

} // namespace gatehouse
