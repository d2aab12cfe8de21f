#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {

Result<Attempts> SqlSignInAttempts::load(TenantId const& tenant, UserId const& id)
{
    auto const found = TRY(connection_.one<Attempts>(
        "select failures, locked_until, last_failed from sign_in_attempts where tenant_id = $1 and user_id = $2",
        { tenant.text(), id.text() }, [](sql::Row const& row) {
            return Attempts{ .failures = static_cast<int>(row.integer(0)),
                .locked_until = time_of(row, 1),
                .last_failed = row.text(2) };
        }));
    return found.value_or(Attempts{});
}

Result<void> SqlSignInAttempts::save(TenantId const& tenant, UserId const& id, Attempts const& attempts)
{
    TRY(connection_.execute("insert into sign_in_attempts (tenant_id, user_id, failures, locked_until, last_failed) "
                            "values ($1, $2, $3, $4, $5)"
                            " on conflict (tenant_id, user_id) do update set failures = excluded.failures, "
                            "locked_until = excluded.locked_until,"
                            " last_failed = excluded.last_failed",
        { tenant.text(), id.text(), std::int64_t{ attempts.failures }, micros(attempts.locked_until),
            attempts.last_failed }));
    return {};
}

Result<void> SqlSignInAttempts::clear(TenantId const& tenant, UserId const& id)
{
    TRY(connection_.execute(
        "delete from sign_in_attempts where tenant_id = $1 and user_id = $2", { tenant.text(), id.text() }));
    return {};
}

} // namespace gatehouse::store
