#include "core/journey/advance.h"
#include "core/sessions/end.h"

namespace gatehouse::journey {
namespace {

Result<void> write_users(Ports& ports, TenantId const& tenant, Writes const& writes)
{
    for (UserWrite const& one : writes.users) {
        switch (one.kind) {
        case UserWrite::Kind::Insert:
            TRY(ports.users.insert(tenant, one.user));
            break;
        case UserWrite::Kind::Update:
            TRY(ports.users.update(tenant, one.user));
            break;
        case UserWrite::Kind::Remove:
            TRY(ports.users.remove(tenant, one.user.id));
            break;
        }
    }
    for (UserId const& user : writes.revoked)
        TRY(end_sessions_of(ports, tenant, user, writes.time));
    for (UserId const& user : writes.unlocked)
        TRY(ports.attempts.clear(tenant, user));
    return {};
}

Result<void> write_factors(Ports& ports, TenantId const& tenant, Writes const& writes)
{
    for (PasskeyWrite const& one : writes.passkeys) {
        switch (one.kind) {
        case PasskeyWrite::Kind::Insert:
            TRY(ports.passkeys.insert(tenant, one.passkey));
            break;
        case PasskeyWrite::Kind::Use:
            TRY(ports.passkeys.save_use(tenant, one.passkey, one.sign_count_before));
            break;
        case PasskeyWrite::Kind::Remove:
            TRY(ports.passkeys.remove(tenant, one.passkey.user, one.passkey.id));
            break;
        }
    }
    for (RecoveryWrite const& one : writes.recovery_codes) {
        if (one.kind == RecoveryWrite::Kind::Replace) {
            TRY(ports.recovery_codes.replace(tenant, one.user, one.digests));
            continue;
        }
        for (RecoveryDigest const& digest : one.digests)
            TRY(ports.recovery_codes.consume(tenant, one.user, digest));
    }
    return {};
}

Result<void> write_session(Ports& ports, TenantId const& tenant, Writes const& writes)
{
    if (writes.replaced_session) {
        auto const replaced = TRY(ports.sessions.find(tenant, *writes.replaced_session, writes.time));
        // The same session under a new id goes on for its participants; one of somebody else ends for them.
        bool const goes_on = replaced && writes.session && replaced->sid == writes.session->sid;
        if (replaced && !goes_on)
            TRY(end_session(ports, tenant, *replaced, writes.time));
        TRY(ports.sessions.remove(tenant, *writes.replaced_session));
    }
    if (!writes.session)
        return {};
    return writes.session->version == 0 ? ports.sessions.insert(tenant, *writes.session)
                                        : ports.sessions.update(tenant, *writes.session);
}

} // namespace

Result<void> commit(Ports& ports, TenantId const& tenant, policy::Plan const& plan, Step const& step)
{
    // The state first: of two racing posts of one page the slower one stops here, before it has written anything.
    StoredJourney const stored{ .id = step.state.id,
        .version = step.state.version,
        .state = write(step.state, plan),
        .expires = step.state.expires };
    if (step.state.version == 0)
        TRY(ports.journeys.insert(tenant, stored));
    else
        TRY(ports.journeys.update(tenant, stored));
    TRY(commit_without_browser(ports, tenant, step.writes));
    return write_session(ports, tenant, step.writes);
}

Result<void> commit_without_browser(Ports& ports, TenantId const& tenant, Writes const& writes)
{
    TRY(write_users(ports, tenant, writes));
    TRY(write_factors(ports, tenant, writes));
    if (writes.known_device)
        TRY(ports.known_devices.remember(tenant, *writes.known_device));
    for (Message const& message : writes.messages)
        TRY(ports.messages.append(tenant, message));
    for (AuditEvent const& event : writes.audit)
        TRY(ports.audit.append(tenant, event));
    if (writes.trace)
        TRY(ports.journey_traces.append(tenant,
            { .correlation = writes.trace->correlation, .time = writes.time, .text = trace::write(*writes.trace) }));
    return {};
}

} // namespace gatehouse::journey
