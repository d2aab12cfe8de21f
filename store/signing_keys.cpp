#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {

Result<std::vector<StoredSigningKey>> SqlSigningKeys::list(TenantId const& tenant)
{
    return all<StoredSigningKey>(connection_,
        "select kid, container, created_at, signs_from, signs_until, verifies_until, private_key from signing_keys "
        "where tenant_id = $1 order by signs_from, kid",
        { tenant.text() }, [&](sql::Row const& row) -> Result<StoredSigningKey> {
            StoredSigningKey key;
            key.kid = row.text(0);
            key.container = row.text(1);
            key.created = time_of(row, 2);
            key.signs_from = time_of(row, 3);
            key.signs_until = time_of(row, 4);
            key.verifies_until = time_of(row, 5);
            key.private_bytes = crypto::PrivateKeyBytes(
                TRY(sealer_.open(row.blob(6), { "signing_keys.private_key", tenant.text(), key.kid })));
            return key;
        });
}

Result<void> SqlSigningKeys::insert(TenantId const& tenant, StoredSigningKey const& key)
{
    TRY(connection_.execute("insert into signing_keys (tenant_id, kid, container, created_at, signs_from, signs_until, "
                            "verifies_until, private_key)"
                            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        { tenant.text(), key.kid, key.container, micros(key.created), micros(key.signs_from), micros(key.signs_until),
            micros(key.verifies_until),
            sealer_.seal(key.private_bytes.reveal(), { "signing_keys.private_key", tenant.text(), key.kid }) }));
    return {};
}

Result<void> SqlSigningKeys::set_ends(
    TenantId const& tenant, std::string const& kid, Time signs_until, Time verifies_until)
{
    TRY(connection_.execute(
        "update signing_keys set signs_until = $3, verifies_until = $4 where tenant_id = $1 and kid = $2",
        { tenant.text(), kid, micros(signs_until), micros(verifies_until) }));
    return {};
}

Result<void> SqlSigningKeys::remove_expired(TenantId const& tenant, Time now)
{
    TRY(connection_.execute(
        "delete from signing_keys where tenant_id = $1 and verifies_until <= $2", { tenant.text(), micros(now) }));
    return {};
}

} // namespace gatehouse::store
