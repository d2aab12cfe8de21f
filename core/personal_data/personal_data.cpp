#include "core/personal_data/personal_data.h"

#include "core/sessions/end.h"

namespace gatehouse {
namespace {

// A page of events; a person's are few.
constexpr int kEventsAtOnce = 1000;

struct Known {
    User user;
    std::optional<Time> deleted;
};

Result<std::optional<Known>> find_anywhere(Ports& ports, TenantId const& tenant, UserId const& id)
{
    if (auto user = TRY(ports.users.find(tenant, id)))
        return Known{ std::move(*user), std::nullopt };
    if (auto deleted = TRY(ports.deleted_users.find(tenant, id)))
        return Known{ std::move(deleted->user), deleted->deleted };
    return std::nullopt;
}

json::Object account_of(Known const& known)
{
    User const& user = known.user;
    json::Array identities;
    for (Identity const& identity : user.identities)
        identities.emplace_back(json::Object{
            { "type", std::string(name(identity.type)) }, { "issuer", identity.issuer }, { "value", identity.value } });
    json::Object attributes;
    for (auto const& [attribute, value] : user.attributes)
        attributes.set(attribute, to_json(value));
    json::Object account{ { "id", user.id.text() }, { "created", rfc3339(user.created) }, { "enabled", user.enabled },
        { "identities", std::move(identities) }, { "attributes", std::move(attributes) } };
    if (known.deleted)
        account.set("deleted", rfc3339(*known.deleted));
    return account;
}

Result<json::Object> factors_of(Ports& ports, TenantId const& tenant, User const& user)
{
    json::Array passkeys;
    for (Passkey const& passkey : TRY(ports.passkeys.list(tenant, user.id)))
        passkeys.emplace_back(json::Object{ { "name", passkey.name }, { "created", rfc3339(passkey.created) },
            { "lastUsed", passkey.last_used ? json::Value(rfc3339(*passkey.last_used)) : json::Value() } });
    return json::Object{ { "password", !user.password_hash.empty() }, { "authenticatorApp", !user.totp_secret.empty() },
        { "passkeys", std::move(passkeys) }, { "recoveryCodes", TRY(ports.recovery_codes.count(tenant, user.id)) } };
}

Result<json::Array> sessions_of(Ports& ports, TenantId const& tenant, UserId const& user, Time now)
{
    json::Array sessions;
    for (Session const& session : TRY(ports.sessions.list_user(tenant, user, now))) {
        json::Array apps;
        for (Participant const& participant : session.participants)
            apps.emplace_back(participant.client.text());
        sessions.emplace_back(json::Object{ { "began", rfc3339(session.created) }, { "ends", rfc3339(session.expires) },
            { "applications", std::move(apps) } });
    }
    return sessions;
}

Result<json::Array> events_of(Ports& ports, TenantId const& tenant, UserId const& user)
{
    json::Array all;
    Audit::Query query{ .user = user, .limit = kEventsAtOnce };
    for (;;) {
        auto const page = TRY(ports.audit.list(tenant, query));
        for (AuditEvent const& event : page)
            all.emplace_back(json::Object{ { "time", rfc3339(event.time) }, { "event", std::string(name(event.kind)) },
                { "application", event.client.text() }, { "policy", event.policy.text() },
                { "address", event.address } });
        if (page.size() < static_cast<size_t>(kEventsAtOnce))
            return all;
        query.after = std::pair(page.back().time, page.back().number);
    }
}

Result<void> record(Ports& ports, Tenant const& tenant, UserId const& user, AuditKind kind, Acting const& acting)
{
    AuditEvent event = event_of(acting, kind);
    event.user = user;
    return ports.audit.append(tenant.id, event);
}

} // namespace

Result<std::optional<json::Object>> export_personal_data(
    Ports& ports, Tenant const& tenant, UserId const& user, Acting const& acting)
{
    auto const known = TRY(find_anywhere(ports, tenant.id, user));
    if (!known)
        return std::nullopt;
    json::Object data{ { "tenant", tenant.domain }, { "time", rfc3339(acting.now) }, { "account", account_of(*known) },
        { "signsInWith", TRY(factors_of(ports, tenant.id, known->user)) },
        { "sessions", TRY(sessions_of(ports, tenant.id, user, acting.now)) },
        { "events", TRY(events_of(ports, tenant.id, user)) } };
    TRY(record(ports, tenant, user, AuditKind::PersonalDataExported, acting));
    return data;
}

Result<bool> erase_person(Ports& ports, Tenant const& tenant, UserId const& user, Acting const& acting)
{
    if (!TRY(find_anywhere(ports, tenant.id, user)))
        return false;
    // Applications are told first: afterwards nobody knows who took part.
    TRY(end_sessions_of(ports, tenant.id, user, acting.now));
    TRY(ports.users.remove(tenant.id, user));
    TRY(ports.audit.forget(tenant.id, user));
    TRY(record(ports, tenant, user, AuditKind::UserErased, acting));
    return true;
}

} // namespace gatehouse
