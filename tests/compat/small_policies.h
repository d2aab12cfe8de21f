// The policies of tests/policies/features, asked for what they say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::compat {

// How a policy writes a name of a table of docs/compat.md: "TransformationMethod=\"AndClaims\"". `kind` is what stands in
// front of the name in its row, "" for none.
std::string written_as(std::string_view table, std::string_view kind, std::string_view name);

// The names of the files that hold the text, sorted and without their endings.
std::vector<std::string> policies_with(std::string_view text);

} // namespace gatehouse::compat
