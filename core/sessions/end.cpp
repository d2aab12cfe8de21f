#include "core/sessions/end.h"

#include "core/applications/applications.h"
#include "core/audit/audit.h"
#include "core/directory/known_devices.h"
#include "core/directory/users.h"
#include "core/grants/grants.h"
#include "core/sessions/logout_notices.h"

namespace gatehouse {

Result<void> notify(Ports& ports, TenantId const& tenant, Session const& session,
    std::vector<Participant> const& participants, Time now)
{
    if (session.sid.empty())
        return {};
    for (Participant const& one : participants) {
        auto const app = TRY(ports.applications.find(tenant, one.client));
        if (!app || !app->enabled || app->back_channel_logout_uri.empty())
            continue;
        TRY(ports.logout_notices.append({ .tenant = tenant,
            .client = one.client,
            .issuer = one.issuer,
            .subject = one.subject,
            .sid = session.sid,
            .created = now }));
    }
    return {};
}

Result<void> end_session(Ports& ports, TenantId const& tenant, Session const& session, Time now)
{
    TRY(ports.sessions.remove(tenant, session.digest));
    return notify(ports, tenant, session, session.participants, now);
}

Result<void> end_sessions_of(Ports& ports, TenantId const& tenant, UserId const& user, Time now)
{
    for (Session const& session : TRY(ports.sessions.list_user(tenant, user, now)))
        TRY(notify(ports, tenant, session, session.participants, now));
    TRY(ports.sessions.remove_user(tenant, user));
    TRY(ports.known_devices.forget_user(tenant, user));
    return ports.refresh_tokens.revoke_user(tenant, user);
}

Result<bool> revoke_sessions(
    Ports& ports, TenantId const& tenant, UserId const& user, CorrelationId const& correlation, Time now)
{
    auto person = TRY(ports.users.find(tenant, user));
    if (!person)
        return false;
    person->tokens_valid_from = now;
    TRY(ports.users.update(tenant, *person));
    TRY(end_sessions_of(ports, tenant, user, now));
    TRY(ports.audit.append(tenant,
        { .kind = AuditKind::SessionsRevoked,
            .time = now,
            .correlation = correlation,
            .user = user,
            .client = {},
            .policy = {},
            .address = {},
            .detail = "{}" }));
    return true;
}

} // namespace gatehouse
