// How sessions end. Every way goes through here, so that none forgets the participants.
#pragma once

#include "core/sessions/sessions.h"
#include "core/transaction/store.h"

namespace gatehouse {

// Removes the session; whoever took part and registered a back channel is told.
Result<void> end_session(Ports& ports, TenantId const& tenant, Session const& session, Time now);
// Tells these, without an end of the session: it ends for some applications only.
Result<void> notify(Ports& ports, TenantId const& tenant, Session const& session,
    std::vector<Participant> const& participants, Time now);

// Every session and every refresh token of a person: the password changed, or the account is gone.
Result<void> end_sessions_of(Ports& ports, TenantId const& tenant, UserId const& user, Time now);

// B2C: revokeSignInSessions sets signInSessionsValidFromDateTime. What was issued before is worth nothing from now on
// (90129, attack-21). False when there is no such person.
Result<bool> revoke_sessions(
    Ports& ports, TenantId const& tenant, UserId const& user, CorrelationId const& correlation, Time now);

} // namespace gatehouse
