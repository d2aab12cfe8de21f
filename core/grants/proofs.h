// Signed statements that count once: client assertions (RFC 7523 §3) and DPoP proofs (RFC 9449 §11.1).
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace gatehouse {

enum class ProofUse { First, Again };

class Proofs {
public:
    virtual ~Proofs() = default;
    // Remembers the proof until it expires; of any number of callers one gets First.
    virtual Result<ProofUse> use(TenantId const& tenant, ProofDigest const& digest, Time expires) = 0;
};

} // namespace gatehouse
