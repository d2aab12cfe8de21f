#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

StoredPolicy take(sql::Row const& row)
{
    return { .id = PolicyId(row.text(0)), .xml = row.text(1), .user_flow = row.text(2), .updated = time_of(row, 3) };
}

} // namespace

Result<std::optional<StoredPolicy>> SqlPolicies::find(TenantId const& tenant, PolicyId const& id)
{
    return connection_.one<StoredPolicy>(
        "select policy_id, xml, user_flow, updated_at from policies where tenant_id = $1 and policy_key = $2",
        { tenant.text(), to_lower(id.text()) }, take);
}

Result<std::vector<StoredPolicy>> SqlPolicies::list(TenantId const& tenant)
{
    return connection_.all<StoredPolicy>(
        "select policy_id, xml, user_flow, updated_at from policies where tenant_id = $1 order by policy_key",
        { tenant.text() }, take);
}

Result<void> SqlPolicies::save(TenantId const& tenant, StoredPolicy const& policy)
{
    TRY(connection_.execute(
        "insert into policies (tenant_id, policy_key, policy_id, xml, user_flow, updated_at) values ($1, $2, $3, $4, "
        "$5, $6)"
        " on conflict (tenant_id, policy_key) do update set policy_id = excluded.policy_id, xml = excluded.xml,"
        " user_flow = excluded.user_flow, updated_at = excluded.updated_at",
        { tenant.text(), to_lower(policy.id.text()), policy.id.text(), policy.xml, policy.user_flow,
            micros(policy.updated) }));
    return {};
}

Result<void> SqlPolicies::remove(TenantId const& tenant, PolicyId const& id)
{
    TRY(connection_.execute(
        "delete from policies where tenant_id = $1 and policy_key = $2", { tenant.text(), to_lower(id.text()) }));
    return {};
}

} // namespace gatehouse::store
