#include "store/columns.h"
#include "store/grants.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define REFRESH_COLUMNS GRANT_COLUMNS ", issued_at, expires_at, family_expires_at"
#define SPENT "(used_at is not null or revoked <> 0)"

Result<RefreshToken> take(
    sql::Row const& row, TenantId const& tenant, RefreshDigest const& digest, Sealer const& sealer)
{
    RefreshToken token;
    token.digest = digest;
    token.grant = TRY(take_grant(row, 0, sealer, { "refresh_tokens.claims", tenant.text(), digest.text() }));
    token.issued = time_of(row, kGrantColumns);
    token.expires = time_of(row, kGrantColumns + 1);
    token.family_expires = time_of(row, kGrantColumns + 2);
    token.spent = row.integer(kGrantColumns + 3) != 0;
    return token;
}

} // namespace

Result<void> SqlRefreshTokens::insert(TenantId const& tenant, RefreshToken const& token)
{
    return insert(tenant, token, "");
}

Result<void> SqlRefreshTokens::insert(TenantId const& tenant, RefreshToken const& token, std::string const& replaced)
{
    std::vector<sql::Parameter> parameters{ tenant.text(), token.digest.text() };
    add_grant(parameters, token.grant, sealer_, { "refresh_tokens.claims", tenant.text(), token.digest.text() });
    parameters.insert(
        parameters.end(), { micros(token.issued), micros(token.expires), micros(token.family_expires), replaced });
    TRY(connection_.execute("insert into refresh_tokens (tenant_id, digest, " GRANT_COLUMNS
                            ", issued_at, expires_at, family_expires_at, replaced_digest) values"
                            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        parameters));
    return {};
}

Result<std::optional<RefreshToken>> SqlRefreshTokens::find(TenantId const& tenant, RefreshDigest const& digest)
{
    return one<RefreshToken>(connection_,
        "select " REFRESH_COLUMNS ", " SPENT " from refresh_tokens where tenant_id = $1 and digest = $2",
        { tenant.text(), digest.text() }, [&](sql::Row const& row) { return take(row, tenant, digest, sealer_); });
}

Result<RefreshRotation> SqlRefreshTokens::rotate(
    TenantId const& tenant, RefreshDigest const& old_digest, RefreshToken const& replacement, Time now)
{
    // One statement decides which of several callers was first. RFC 9700 §4.14.2, attack-39.
    std::int64_t const rotated = TRY(connection_.execute(
        "update refresh_tokens set used_at = $3 where tenant_id = $1 and digest = $2 and used_at is null"
        " and revoked = 0 and expires_at > $3 and family_expires_at > $3",
        { tenant.text(), old_digest.text(), micros(now) }));
    if (rotated == 1) {
        TRY(insert(tenant, replacement, old_digest.text()));
        return RefreshRotation::Rotated;
    }
    auto const reason = TRY(connection_.one<RefreshRotation>(
        "select revoked, used_at from refresh_tokens where tenant_id = $1 and digest = $2",
        { tenant.text(), old_digest.text() }, [](sql::Row const& row) {
            if (row.integer(0) != 0)
                return RefreshRotation::Revoked;
            return row.is_null(1) ? RefreshRotation::Expired : RefreshRotation::Reused;
        }));
    return reason.value_or(RefreshRotation::Unknown);
}

Result<RefreshRotation> SqlRefreshTokens::rotate_again(
    TenantId const& tenant, RefreshDigest const& old_digest, RefreshToken const& replacement, Time now, seconds grace)
{
    // One statement decides, as in rotate(): a replacement that was used, or ended a moment ago, is not there to end.
    std::int64_t const ended = TRY(connection_.execute(
        "update refresh_tokens set used_at = $5 where tenant_id = $1 and user_id = $6 and family_id = $2 and "
        "replaced_digest = $3"
        " and used_at is null and revoked = 0 and exists (select 1 from refresh_tokens as old where old.tenant_id = $1"
        " and old.digest = $3 and old.used_at > $4 and old.revoked = 0 and old.expires_at > $5)",
        { tenant.text(), replacement.grant.family.text(), old_digest.text(), micros(now - grace), micros(now),
            replacement.grant.user.text() }));
    if (ended != 1)
        return RefreshRotation::Reused;
    TRY(insert(tenant, replacement, old_digest.text()));
    return RefreshRotation::Rotated;
}

Result<void> SqlRefreshTokens::revoke_family(
    TenantId const& tenant, UserId const& user, FamilyId const& family, Time now)
{
    TRY(connection_.execute(
        "update refresh_tokens set revoked = 1 where tenant_id = $1 and user_id = $2 and family_id = $3",
        { tenant.text(), user.text(), family.text() }));
    TRY(connection_.execute("insert into revoked_families (tenant_id, family_id, expires_at) values ($1, $2, $3)"
                            " on conflict (tenant_id, family_id) do update set expires_at = excluded.expires_at",
        { tenant.text(), family.text(), micros(now + kLongestAccessToken) }));
    return {};
}

Result<bool> SqlRefreshTokens::is_family_revoked(TenantId const& tenant, FamilyId const& family)
{
    auto const found
        = TRY(connection_.one<bool>("select 1 from revoked_families where tenant_id = $1 and family_id = $2",
            { tenant.text(), family.text() }, [](sql::Row const&) { return true; }));
    return found.has_value();
}

Result<void> SqlRefreshTokens::revoke_user(TenantId const& tenant, UserId const& user)
{
    TRY(connection_.execute(
        "update refresh_tokens set revoked = 1 where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    return {};
}

} // namespace gatehouse::store
