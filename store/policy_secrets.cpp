#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define KEY_COLUMNS "set_key, key_id, key_type, key_use, added_at, begins_at, expires_at"

struct KeyOfSet {
    std::string set; // in lower case
    PolicyKey key;
};

KeyOfSet take_key(sql::Row const& row)
{
    auto const time
        = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional(time_of(row, column)); };
    return { row.text(0),
        { .kid = row.text(1),
            .type = row.text(2),
            .use = row.text(3),
            .added = time_of(row, 4),
            .begins = time(5),
            .expires = time(6) } };
}

PolicyKeySet take_set(sql::Row const& row)
{
    return { .id = row.text(0), .changed = time_of(row, 1) };
}

// What the sealed secrets of a set are bound to.
constexpr std::string_view kSealed = "policy_secrets.secret";

} // namespace

Result<std::optional<PolicySecret>> SqlPolicySecrets::open(TenantId const& tenant, std::string const& set,
    std::string_view statement, std::vector<sql::Parameter> const& parameters)
{
    auto sealed = TRY(connection_.one<std::string>(
        statement, parameters, [](sql::Row const& row) { return row.is_null(0) ? std::string() : row.blob(0); }));
    if (!sealed || sealed->empty())
        return std::nullopt;
    return PolicySecret(TRY(sealer_.open(*sealed, { kSealed, tenant.text(), to_lower(set) })));
}

Result<std::optional<PolicySecret>> SqlPolicySecrets::find(TenantId const& tenant, std::string const& set)
{
    return open(tenant, set,
        "select secret from policy_keys where tenant_id = $1 and set_key = $2 order by position desc limit 1",
        { tenant.text(), to_lower(set) });
}

Result<std::optional<PolicySecret>> SqlPolicySecrets::find(
    TenantId const& tenant, std::string const& set, std::string const& kid)
{
    return open(tenant, set, "select secret from policy_keys where tenant_id = $1 and set_key = $2 and key_id = $3",
        { tenant.text(), to_lower(set), kid });
}

Result<void> SqlPolicySecrets::save(TenantId const& tenant, std::string const& set, PolicySecret const& secret)
{
    TRY(connection_.execute(
        "delete from policy_keys where tenant_id = $1 and set_key = $2", { tenant.text(), to_lower(set) }));
    TRY(connection_.execute("insert into policy_key_sets (tenant_id, set_key, set_id, changed_at)"
                            " values ($1, $2, $3, 0) on conflict (tenant_id, set_key) do nothing",
        { tenant.text(), to_lower(set), set }));
    return add_key(tenant, set, { .kid = set, .type = "oct", .use = "sig", .added = {} },
        PolicySecret(std::string(secret.reveal())));
}

Result<std::vector<PolicyKeySet>> SqlPolicySecrets::list_sets(TenantId const& tenant)
{
    auto sets = TRY(connection_.all<PolicyKeySet>(
        "select set_id, changed_at from policy_key_sets where tenant_id = $1 order by set_key", { tenant.text() },
        take_set));
    auto keys = TRY(connection_.all<KeyOfSet>("select " KEY_COLUMNS
                                              " from policy_keys where tenant_id = $1 order by set_key, position",
        { tenant.text() }, take_key));
    auto key = keys.begin();
    for (PolicyKeySet& set : sets)
        for (std::string const name = to_lower(set.id); key != keys.end() && key->set == name; ++key)
            set.keys.push_back(std::move(key->key));
    return sets;
}

Result<std::optional<PolicyKeySet>> SqlPolicySecrets::find_set(TenantId const& tenant, std::string const& id)
{
    auto set = TRY(connection_.one<PolicyKeySet>(
        "select set_id, changed_at from policy_key_sets where tenant_id = $1 and set_key = $2",
        { tenant.text(), to_lower(id) }, take_set));
    if (!set)
        return std::nullopt;
    auto keys = TRY(connection_.all<KeyOfSet>(
        "select " KEY_COLUMNS " from policy_keys where tenant_id = $1 and set_key = $2 order by position",
        { tenant.text(), to_lower(id) }, take_key));
    for (KeyOfSet& one : keys)
        set->keys.push_back(std::move(one.key));
    return set;
}

Result<void> SqlPolicySecrets::save_set(TenantId const& tenant, PolicyKeySet const& set)
{
    TRY(connection_.execute("insert into policy_key_sets (tenant_id, set_key, set_id, changed_at)"
                            " values ($1, $2, $3, $4) on conflict (tenant_id, set_key) do update"
                            " set changed_at = excluded.changed_at",
        { tenant.text(), to_lower(set.id), set.id, micros(set.changed) }));
    return {};
}

Result<void> SqlPolicySecrets::remove_set(TenantId const& tenant, std::string const& id)
{
    for (char const* statement : { "delete from policy_keys where tenant_id = $1 and set_key = $2",
             "delete from policy_key_sets where tenant_id = $1 and set_key = $2" })
        TRY(connection_.execute(statement, { tenant.text(), to_lower(id) }));
    return {};
}

Result<void> SqlPolicySecrets::add_key(
    TenantId const& tenant, std::string const& set, PolicyKey const& key, std::optional<PolicySecret> const& secret)
{
    TRY(connection_.execute("insert into policy_keys (tenant_id, " KEY_COLUMNS
                            ", secret, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
                            " (select coalesce(max(position), 0) + 1 from policy_keys"
                            " where tenant_id = $1 and set_key = $2))",
        { tenant.text(), to_lower(set), key.kid, key.type, key.use, micros(key.added), optional_micros(key.begins),
            optional_micros(key.expires),
            secret ? sql::Parameter(sealer_.seal(secret->reveal(), { kSealed, tenant.text(), to_lower(set) }))
                   : sql::Parameter() }));
    return {};
}

Result<void> SqlPolicySecrets::remove_key(TenantId const& tenant, std::string const& set, std::string const& kid)
{
    TRY(connection_.execute("delete from policy_keys where tenant_id = $1 and set_key = $2 and key_id = $3",
        { tenant.text(), to_lower(set), kid }));
    return {};
}

} // namespace gatehouse::store
