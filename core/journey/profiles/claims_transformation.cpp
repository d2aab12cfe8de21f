// B2C: ClaimsTransformationProtocolProvider. The transformations are run around every handler; this one adds nothing.
#include "core/journey/profiles/handler.h"

namespace gatehouse::journey {

Result<std::optional<Failure>> run_claims_transformation(Call& call)
{
    // Input claims are visible to the output claims under their partner names.
    call.outputs = call.inputs;
    return std::nullopt;
}

} // namespace gatehouse::journey
