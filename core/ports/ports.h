// The door to the database: all ports over one read connection, or all ports inside one transaction.
#pragma once

#include "core/applications/applications.h"
#include "core/audit/audit.h"
#include "core/directory/users.h"
#include "core/grants/grants.h"
#include "core/journeys/journeys.h"
#include "core/keys/signing_keys.h"
#include "core/messages/messages.h"
#include "core/policies/policies.h"
#include "core/sessions/sessions.h"
#include "core/tenants/tenants.h"

#include <functional>
#include <optional>

namespace gatehouse {

struct Ports {
    Tenants& tenants;
    Users& users;
    SignInAttempts& attempts;
    Applications& applications;
    SigningKeys& signing_keys;
    Codes& codes;
    RefreshTokens& refresh_tokens;
    Sessions& sessions;
    Audit& audit;
    Messages& messages;
    Policies& policies;
    Journeys& journeys;
};

class Store {
public:
    virtual ~Store() = default;
    // `work` sees a consistent snapshot and may not write.
    virtual Result<void> read(std::function<Result<void>(Ports&)> const& work) = 0;
    // All or nothing. Rolls back only when `work` returns an error; a refusal that must be remembered (a replayed token
    // revokes its family) is a value, so it commits. Must not block on anything but the ports: hash and sign outside.
    virtual Result<void> transact(std::function<Result<void>(Ports&)> const& work) = 0;
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
