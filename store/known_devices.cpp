#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {

Result<bool> SqlKnownDevices::knows(TenantId const& tenant, UserId const& user, DeviceDigest const& digest, Time now)
{
    auto const found = TRY(connection_.one<std::int64_t>(
        "select 1 from known_devices where tenant_id = $1 and user_id = $2 and digest = $3 and expires_at > $4",
        { tenant.text(), user.text(), digest.text(), micros(now) },
        [](sql::Row const& row) { return row.integer(0); }));
    return found.has_value();
}

Result<void> SqlKnownDevices::remember(TenantId const& tenant, KnownDevice const& device)
{
    TRY(connection_.execute(
        "insert into known_devices (tenant_id, user_id, digest, expires_at) values ($1, $2, $3, $4)",
        { tenant.text(), device.user.text(), device.digest.text(), micros(device.expires) }));
    TRY(connection_.execute("delete from known_devices where tenant_id = $1 and user_id = $2 and digest not in"
                            " (select digest from known_devices where tenant_id = $1 and user_id = $2"
                            " order by expires_at desc, digest limit $3)",
        { tenant.text(), device.user.text(), std::int64_t{ kMostKnownDevices } }));
    return {};
}

Result<void> SqlKnownDevices::forget_user(TenantId const& tenant, UserId const& user)
{
    TRY(connection_.execute(
        "delete from known_devices where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    return {};
}

} // namespace gatehouse::store
