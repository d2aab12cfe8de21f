#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {

Result<ProofUse> SqlProofs::use(TenantId const& tenant, ProofDigest const& digest, Time expires)
{
    // The key decides, so of two callers one is first.
    std::int64_t const added = TRY(connection_.execute("insert into used_proofs (tenant_id, digest, expires_at) values"
                                                       " ($1, $2, $3) on conflict (tenant_id, digest) do nothing",
        { tenant.text(), digest.text(), micros(expires) }));
    return added == 1 ? ProofUse::First : ProofUse::Again;
}

} // namespace gatehouse::store
