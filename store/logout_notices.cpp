#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define THIS_NOTICE " where tenant_id = $1 and sid = $2 and client_id = $3 and issuer = $4"

std::vector<sql::Parameter> key(LogoutNotice const& notice)
{
    return { notice.tenant.text(), notice.sid, notice.client.text(), notice.issuer };
}

} // namespace

Result<void> SqlLogoutNotices::append(LogoutNotice const& notice)
{
    TRY(connection_.execute("insert into logout_notices (tenant_id, sid, client_id, issuer, subject, created_at, "
                            "attempts, due_at, error) values ($1, $2, $3, $4, $5, $6, 0, $6, '')"
                            " on conflict (tenant_id, sid, client_id, issuer) do update set subject = "
                            "excluded.subject, created_at = excluded.created_at, attempts = 0, due_at = "
                            "excluded.due_at, error = ''",
        { notice.tenant.text(), notice.sid, notice.client.text(), notice.issuer, notice.subject,
            micros(notice.created) }));
    return {};
}

Result<std::vector<LogoutNotice>> SqlLogoutNotices::due(Time now, int limit)
{
    return all<LogoutNotice>(connection_,
        "select tenant_id, client_id, issuer, subject, sid, created_at, attempts, error from logout_notices"
        " where due_at <= $1 order by due_at, tenant_id, sid, client_id limit $2",
        { micros(now), std::int64_t{ limit } }, [](sql::Row const& row) -> Result<LogoutNotice> {
            return LogoutNotice{ .tenant = TenantId(row.text(0)),
                .client = ClientId(row.text(1)),
                .issuer = row.text(2),
                .subject = row.text(3),
                .sid = row.text(4),
                .created = time_of(row, 5),
                .attempts = static_cast<int>(row.integer(6)),
                .error = row.text(7) };
        });
}

Result<void> SqlLogoutNotices::remove(LogoutNotice const& notice)
{
    TRY(connection_.execute("delete from logout_notices" THIS_NOTICE, key(notice)));
    return {};
}

Result<void> SqlLogoutNotices::mark_failed(LogoutNotice const& notice, Time now, std::string const& error)
{
    if (notice.attempts + 1 >= kLogoutAttempts)
        return remove(notice);
    auto parameters = key(notice);
    parameters.emplace_back(std::int64_t{ notice.attempts + 1 });
    parameters.emplace_back(micros(now + std::chrono::seconds(1 << (notice.attempts + 1))));
    parameters.emplace_back(error);
    TRY(connection_.execute(
        "update logout_notices set attempts = $5, due_at = $6, error = $7" THIS_NOTICE, parameters));
    return {};
}

} // namespace gatehouse::store
