// Which element may hold which children, in which order, with which attributes: policy_language.md §1.2 and the schema
// of version 0.3.0.0. Inside core/policy only.
#pragma once

#include "core/policy/diagnostics.h"

namespace gatehouse::policy {

// Wrong order, unknown elements and missing attributes are errors, as at Azure's upload; unknown attributes and values
// that read but do nothing are warnings.
void check_schema(Element const& root, Diagnostics& diagnostics);
// The place of a child among its siblings of other names.
size_t place_in_schema(std::string_view element, std::string_view child);

} // namespace gatehouse::policy
