#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define PASSKEY_COLUMNS                                                                                                \
    "credential_id, user_id, algorithm, public_key, sign_count, transports, name, created_at, last_used_at"

Result<Passkey> take(sql::Row const& row)
{
    auto id = base64url_decode(row.text(0));
    if (!id)
        return fail(Fault::Internal, "a stored credential id is not base64url");
    return Passkey{ .user = UserId(row.text(1)),
        .id = std::move(*id),
        .algorithm = static_cast<int>(row.integer(2)),
        .public_key = row.blob(3),
        .sign_count = row.integer(4),
        .transports = split_words(row.text(5)),
        .name = row.text(6),
        .created = time_of(row, 7),
        .last_used = row.is_null(8) ? std::nullopt : std::optional(time_of(row, 8)) };
}

} // namespace

Result<std::optional<Passkey>> SqlPasskeys::find(TenantId const& tenant, std::string const& id)
{
    return one<Passkey>(connection_,
        "select " PASSKEY_COLUMNS " from passkeys where tenant_id = $1 and credential_id = $2",
        { tenant.text(), base64url_encode(id) }, take);
}

Result<std::vector<Passkey>> SqlPasskeys::list(TenantId const& tenant, UserId const& user)
{
    return all<Passkey>(connection_,
        "select " PASSKEY_COLUMNS
        " from passkeys where tenant_id = $1 and user_id = $2 order by created_at, credential_id",
        { tenant.text(), user.text() }, take);
}

Result<void> SqlPasskeys::insert(TenantId const& tenant, Passkey const& passkey)
{
    TRY(connection_.execute(
        "insert into passkeys (tenant_id, credential_id, user_id, algorithm, public_key, sign_count, transports, name,"
        " created_at, last_used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        { tenant.text(), base64url_encode(passkey.id), passkey.user.text(), std::int64_t{ passkey.algorithm },
            sql::Blob{ passkey.public_key }, passkey.sign_count, join(passkey.transports, " "), passkey.name,
            micros(passkey.created), passkey.last_used ? micros(*passkey.last_used) : sql::Parameter() }));
    return {};
}

Result<void> SqlPasskeys::save_use(TenantId const& tenant, Passkey const& passkey, std::int64_t sign_count_before)
{
    auto const changed = TRY(connection_.execute("update passkeys set sign_count = $3, last_used_at = $4"
                                                 " where tenant_id = $1 and credential_id = $2 and sign_count = $5",
        { tenant.text(), base64url_encode(passkey.id), passkey.sign_count,
            passkey.last_used ? micros(*passkey.last_used) : sql::Parameter(), sign_count_before }));
    return expect_changed(changed, "the passkey");
}

Result<void> SqlPasskeys::remove(TenantId const& tenant, UserId const& user, std::string const& id)
{
    TRY(connection_.execute("delete from passkeys where tenant_id = $1 and user_id = $2 and credential_id = $3",
        { tenant.text(), user.text(), base64url_encode(id) }));
    return {};
}

Result<int> SqlRecoveryCodes::count(TenantId const& tenant, UserId const& user)
{
    auto const found
        = TRY(connection_.one<std::int64_t>("select count(*) from recovery_codes where tenant_id = $1 and user_id = $2",
            { tenant.text(), user.text() }, [](sql::Row const& row) { return row.integer(0); }));
    return static_cast<int>(found.value_or(0));
}

Result<bool> SqlRecoveryCodes::has(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest)
{
    auto const found = TRY(connection_.one<std::int64_t>(
        "select 1 from recovery_codes where tenant_id = $1 and user_id = $2 and digest = $3",
        { tenant.text(), user.text(), digest.text() }, [](sql::Row const& row) { return row.integer(0); }));
    return found.has_value();
}

Result<void> SqlRecoveryCodes::replace(
    TenantId const& tenant, UserId const& user, std::vector<RecoveryDigest> const& digests)
{
    TRY(connection_.execute(
        "delete from recovery_codes where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    for (RecoveryDigest const& digest : digests)
        TRY(connection_.execute("insert into recovery_codes (tenant_id, user_id, digest) values ($1, $2, $3)",
            { tenant.text(), user.text(), digest.text() }));
    return {};
}

Result<void> SqlRecoveryCodes::consume(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest)
{
    auto const changed
        = TRY(connection_.execute("delete from recovery_codes where tenant_id = $1 and user_id = $2 and digest = $3",
            { tenant.text(), user.text(), digest.text() }));
    return expect_changed(changed, "the recovery code");
}

} // namespace gatehouse::store
