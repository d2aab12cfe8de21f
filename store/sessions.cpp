#include "libs/json/json.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kRecords = "sessions.records";

#define SESSION_COLUMNS "digest, sid, user_id, version, created_at, auth_time, expires_at, records, participants"

std::string write_participants(std::vector<Participant> const& participants)
{
    json::Array rows;
    for (Participant const& one : participants)
        rows.emplace_back(json::Object{ { "client", one.client.text() }, { "policy", one.policy.text() },
            { "issuer", one.issuer }, { "subject", one.subject } });
    return json::write(json::Value(std::move(rows)));
}

// Rows of the first version are bare client ids, which no logout can be told about.
Result<std::vector<Participant>> read_participants(std::string const& text)
{
    json::Value const value = TRY(json::parse(text));
    std::vector<Participant> participants;
    for (json::Value const& row : value.as_array() ? *value.as_array() : json::Array())
        if (auto const* fields = row.as_object())
            participants.push_back(
                { ClientId(fields->text("client").value_or("")), PolicyId(fields->text("policy").value_or("")),
                    fields->text("issuer").value_or(""), fields->text("subject").value_or("") });
    return participants;
}

} // namespace

Result<Session> SqlSessions::take(TenantId const& tenant, sql::Row const& row) const
{
    Session session;
    session.digest = SessionDigest(row.text(0));
    session.sid = row.text(1);
    session.user = UserId(row.text(2));
    session.version = row.integer(3);
    session.created = time_of(row, 4);
    session.auth_time = time_of(row, 5);
    session.expires = time_of(row, 6);
    session.records = TRY(sealer_.open(row.blob(7), { kRecords, tenant.text(), session.digest.text() }));
    session.participants = TRY(read_participants(row.text(8)));
    return session;
}

Result<std::optional<Session>> SqlSessions::find(TenantId const& tenant, SessionDigest const& digest, Time now)
{
    return one<Session>(connection_,
        "select " SESSION_COLUMNS " from sessions where tenant_id = $1 and digest = $2 and expires_at > $3",
        { tenant.text(), digest.text(), micros(now) }, [&](sql::Row const& row) { return take(tenant, row); });
}

Result<std::vector<Session>> SqlSessions::list_user(TenantId const& tenant, UserId const& user, Time now)
{
    return all<Session>(connection_,
        "select " SESSION_COLUMNS " from sessions where tenant_id = $1 and user_id = $2 and expires_at > $3",
        { tenant.text(), user.text(), micros(now) }, [&](sql::Row const& row) { return take(tenant, row); });
}

Result<void> SqlSessions::insert(TenantId const& tenant, Session const& session)
{
    TRY(connection_.execute("insert into sessions (tenant_id, " SESSION_COLUMNS
                            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        { tenant.text(), session.digest.text(), session.sid, optional_text(session.user.text()), session.version + 1,
            micros(session.created), micros(session.auth_time), micros(session.expires),
            sealer_.seal(session.records, { kRecords, tenant.text(), session.digest.text() }),
            write_participants(session.participants) }));
    return {};
}

Result<void> SqlSessions::update(TenantId const& tenant, Session const& session)
{
    auto const changed = TRY(connection_.execute(
        "update sessions set user_id = $4, version = version + 1, created_at = $5, auth_time = $6, expires_at = $7,"
        " records = $8, participants = $9, sid = $10 where tenant_id = $1 and digest = $2 and version = $3",
        { tenant.text(), session.digest.text(), session.version, optional_text(session.user.text()),
            micros(session.created), micros(session.auth_time), micros(session.expires),
            sealer_.seal(session.records, { kRecords, tenant.text(), session.digest.text() }),
            write_participants(session.participants), session.sid }));
    return expect_changed(changed, "the session");
}

Result<void> SqlSessions::remove(TenantId const& tenant, SessionDigest const& digest)
{
    TRY(connection_.execute(
        "delete from sessions where tenant_id = $1 and digest = $2", { tenant.text(), digest.text() }));
    return {};
}

Result<void> SqlSessions::remove_user(TenantId const& tenant, UserId const& user)
{
    TRY(connection_.execute(
        "delete from sessions where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    return {};
}

} // namespace gatehouse::store
