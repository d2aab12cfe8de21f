// .NET's String.Format as far as policies use it. Inside core/policy/transforms only.
#pragma once

#include "core/policy/transforms/table.h"

namespace gatehouse::policy {

// "{0}" is the first argument, "{{" and "}}" are braces. Anything else in braces, an index without argument, and a
// result of more than 4000 characters are failures.
Result<std::string, TransformFailure> format_text(std::string_view format, std::vector<std::string> const& arguments);

} // namespace gatehouse::policy
