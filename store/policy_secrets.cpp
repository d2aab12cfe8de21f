#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {

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
    return {};
}

} // namespace gatehouse::store
