#include "libs/json/json.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kRecords = "sessions.records";

std::string write_participants(std::vector<ClientId> const& participants)
{
    json::Array ids;
    for (ClientId const& client : participants)
        ids.emplace_back(client.text());
    return json::write(json::Value(std::move(ids)));
}

Result<std::vector<ClientId>> read_participants(std::string const& text)
{
    json::Value const value = TRY(json::parse(text));
    std::vector<ClientId> participants;
    for (json::Value const& id : value.as_array() ? *value.as_array() : json::Array())
        if (auto const* client = id.as_text())
            participants.emplace_back(*client);
    return participants;
}

} // namespace

Result<std::optional<Session>> SqlSessions::find(TenantId const& tenant, SessionDigest const& digest, Time now)
{
    return one<Session>(connection_,
        "select user_id, version, created_at, auth_time, expires_at, records, participants from sessions"
        " where tenant_id = $1 and digest = $2 and expires_at > $3",
        { tenant.text(), digest.text(), micros(now) }, [&](sql::Row const& row) -> Result<Session> {
            Session session;
            session.digest = digest;
            session.user = UserId(row.text(0));
            session.version = row.integer(1);
            session.created = time_of(row, 2);
            session.auth_time = time_of(row, 3);
            session.expires = time_of(row, 4);
            session.records = TRY(sealer_.open(row.blob(5), { kRecords, tenant.text(), digest.text() }));
            session.participants = TRY(read_participants(row.text(6)));
            return session;
        });
}

Result<void> SqlSessions::insert(TenantId const& tenant, Session const& session)
{
    TRY(connection_.execute("insert into sessions (tenant_id, digest, user_id, version, created_at, auth_time, "
                            "expires_at, records, participants)"
                            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        { tenant.text(), session.digest.text(), optional_text(session.user.text()), session.version + 1,
            micros(session.created), micros(session.auth_time), micros(session.expires),
            sealer_.seal(session.records, { kRecords, tenant.text(), session.digest.text() }),
            write_participants(session.participants) }));
    return {};
}

Result<void> SqlSessions::update(TenantId const& tenant, Session const& session)
{
    auto const changed = TRY(connection_.execute(
        "update sessions set user_id = $4, version = version + 1, created_at = $5, auth_time = $6, expires_at = $7,"
        " records = $8, participants = $9 where tenant_id = $1 and digest = $2 and version = $3",
        { tenant.text(), session.digest.text(), session.version, optional_text(session.user.text()),
            micros(session.created), micros(session.auth_time), micros(session.expires),
            sealer_.seal(session.records, { kRecords, tenant.text(), session.digest.text() }),
            write_participants(session.participants) }));
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
