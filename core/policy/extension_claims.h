// What policies keep of people beyond the directory's own properties.
#pragma once

#include "core/policy/compile.h"
#include "core/policy/plan.h"

#include <span>

namespace gatehouse::policy {

// Extension attributes by name, with their types: claim types that are called so, and claims whose partner is. Files
// are looked at alone, since what one of a chain declares another may keep. A file that cannot be read has none.
CaseMap<DataType> extension_claims(std::span<SourceFile const> files);

} // namespace gatehouse::policy
