#include "store/columns.h"
#include "store/grants.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define CODE_COLUMNS GRANT_COLUMNS ", redirect_uri, code_challenge, expires_at"

Result<Code> take(sql::Row const& row, TenantId const& tenant, CodeDigest const& digest, Sealer const& sealer)
{
    Code code;
    code.digest = digest;
    code.grant = TRY(take_grant(row, 0, sealer, { "codes.claims", tenant.text(), digest.text() }));
    code.redirect_uri = row.text(kGrantColumns);
    code.code_challenge = row.text(kGrantColumns + 1);
    code.expires = time_of(row, kGrantColumns + 2);
    return code;
}

} // namespace

Result<void> SqlCodes::insert(TenantId const& tenant, Code const& code)
{
    std::vector<sql::Parameter> parameters{ tenant.text(), code.digest.text() };
    add_grant(parameters, code.grant, sealer_, { "codes.claims", tenant.text(), code.digest.text() });
    parameters.insert(parameters.end(), { code.redirect_uri, code.code_challenge, micros(code.expires) });
    TRY(connection_.execute("insert into codes (tenant_id, digest, " GRANT_COLUMNS
                            ", redirect_uri, code_challenge, expires_at)"
                            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        parameters));
    return {};
}

Result<std::optional<Code>> SqlCodes::find(TenantId const& tenant, CodeDigest const& digest)
{
    return one<Code>(connection_, "select " CODE_COLUMNS " from codes where tenant_id = $1 and digest = $2",
        { tenant.text(), digest.text() }, [&](sql::Row const& row) { return take(row, tenant, digest, sealer_); });
}

Result<CodeRedemption> SqlCodes::consume(TenantId const& tenant, CodeDigest const& digest, Time now)
{
    // One statement decides, so two callers cannot both find the code unused. RFC 6749 §4.1.2, attack-40.
    std::int64_t const redeemed = TRY(connection_.execute(
        "update codes set used_at = $3 where tenant_id = $1 and digest = $2 and used_at is null and expires_at > $3",
        { tenant.text(), digest.text(), micros(now) }));
    if (redeemed == 1)
        return CodeRedemption::Redeemed;
    auto const reason = TRY(connection_.one<CodeRedemption>(
        "select used_at from codes where tenant_id = $1 and digest = $2", { tenant.text(), digest.text() },
        [](sql::Row const& row) { return row.is_null(0) ? CodeRedemption::Expired : CodeRedemption::AlreadyUsed; }));
    return reason.value_or(CodeRedemption::Unknown);
}

} // namespace gatehouse::store
