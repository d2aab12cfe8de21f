#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define SET_COLUMNS "set_id, key_id, key_type, key_use, changed_at, begins_at, expires_at"

PolicyKeySet take(sql::Row const& row)
{
    auto const time
        = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional(time_of(row, column)); };
    return { .id = row.text(0),
        .kid = row.text(1),
        .type = row.text(2),
        .use = row.text(3),
        .changed = time_of(row, 4),
        .begins = time(5),
        .expires = time(6) };
}

} // namespace

Result<std::optional<PolicySecret>> SqlPolicySecrets::find(TenantId const& tenant, std::string const& name)
{
    return one<PolicySecret>(connection_, "select secret from policy_secrets where tenant_id = $1 and secret_key = $2",
        { tenant.text(), to_lower(name) }, [&](sql::Row const& row) -> Result<PolicySecret> {
            return PolicySecret(
                TRY(sealer_.open(row.blob(0), { "policy_secrets.secret", tenant.text(), to_lower(name) })));
        });
}

Result<void> SqlPolicySecrets::save(TenantId const& tenant, std::string const& name, PolicySecret const& secret)
{
    TRY(connection_.execute("insert into policy_secrets (tenant_id, secret_key, secret) values ($1, $2, $3)"
                            " on conflict (tenant_id, secret_key) do update set secret = excluded.secret",
        { tenant.text(), to_lower(name),
            sealer_.seal(secret.reveal(), { "policy_secrets.secret", tenant.text(), to_lower(name) }) }));
    TRY(connection_.execute("insert into policy_key_sets (tenant_id, set_key, " SET_COLUMNS
                            ") values ($1, $2, $3, $3, 'oct', 'sig', 0, null, null) on conflict (tenant_id, set_key)"
                            " do update set begins_at = null, expires_at = null",
        { tenant.text(), to_lower(name), name }));
    return {};
}

Result<std::vector<PolicyKeySet>> SqlPolicySecrets::list_sets(TenantId const& tenant)
{
    return connection_.all<PolicyKeySet>(
        "select " SET_COLUMNS " from policy_key_sets where tenant_id = $1 order by set_key", { tenant.text() }, take);
}

Result<std::optional<PolicyKeySet>> SqlPolicySecrets::find_set(TenantId const& tenant, std::string const& id)
{
    return connection_.one<PolicyKeySet>("select " SET_COLUMNS
                                         " from policy_key_sets where tenant_id = $1 and set_key = $2",
        { tenant.text(), to_lower(id) }, take);
}

Result<void> SqlPolicySecrets::save_set(TenantId const& tenant, PolicyKeySet const& set)
{
    TRY(connection_.execute("insert into policy_key_sets (tenant_id, set_key, " SET_COLUMNS
                            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, set_key) do update"
                            " set key_id = excluded.key_id, key_type = excluded.key_type, key_use = excluded.key_use,"
                            " changed_at = excluded.changed_at, begins_at = excluded.begins_at,"
                            " expires_at = excluded.expires_at",
        { tenant.text(), to_lower(set.id), set.id, set.kid, set.type, set.use, micros(set.changed),
            optional_micros(set.begins), optional_micros(set.expires) }));
    return {};
}

Result<void> SqlPolicySecrets::remove_set(TenantId const& tenant, std::string const& id)
{
    for (char const* statement : { "delete from policy_secrets where tenant_id = $1 and secret_key = $2",
             "delete from policy_key_sets where tenant_id = $1 and set_key = $2" })
        TRY(connection_.execute(statement, { tenant.text(), to_lower(id) }));
    return {};
}

} // namespace gatehouse::store
