#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kParameters = "pushed_requests.parameters";

} // namespace

Result<void> SqlPushedRequests::insert(TenantId const& tenant, PushedRequest const& request)
{
    TRY(connection_.execute(
        "insert into pushed_requests (tenant_id, digest, client_id, policy_id, parameters, expires_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        { tenant.text(), request.digest.text(), request.client.text(), request.policy.text(),
            sealer_.seal(request.parameters, { kParameters, tenant.text(), request.digest.text() }),
            micros(request.expires) }));
    return {};
}

Result<std::optional<PushedRequest>> SqlPushedRequests::take(
    TenantId const& tenant, PushedDigest const& digest, Time now)
{
    // One statement decides who gets it.
    return one<PushedRequest>(connection_,
        "delete from pushed_requests where tenant_id = $1 and digest = $2 and expires_at > $3"
        " returning client_id, policy_id, parameters, expires_at",
        { tenant.text(), digest.text(), micros(now) }, [&](sql::Row const& row) -> Result<PushedRequest> {
            return PushedRequest{ .digest = digest,
                .client = ClientId(row.text(0)),
                .policy = PolicyId(row.text(1)),
                .parameters = TRY(sealer_.open(row.blob(2), { kParameters, tenant.text(), digest.text() })),
                .expires = time_of(row, 3) };
        });
}

} // namespace gatehouse::store
