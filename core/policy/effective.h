// A merged policy as a file again. Inside core/policy only.
#pragma once

#include "core/policy/document.h"

namespace gatehouse::policy {

// `merged` is the root with its ClaimsProviders flattened.
std::string write_effective(Element const& merged);

} // namespace gatehouse::policy
