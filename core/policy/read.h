// XML text -> Document. Inside core/policy only.
#pragma once

#include "core/policy/diagnostics.h"

#include <optional>

namespace gatehouse::policy {

// Nothing when the text is not XML or not a policy; otherwise the document, even when the schema finds faults.
std::optional<Document> read(SourceFile const& file, Diagnostics& diagnostics);

// The files of a policy from the root base to the leaf; at most ten. `files` gets the names in that order. Empty when a
// file is missing or unreadable. Error only when `find` fails.
Result<std::vector<Document>> read_chain(std::string const& leaf, FindSource const& find, Diagnostics& diagnostics,
    std::vector<std::string>& files, std::string& all_text);

} // namespace gatehouse::policy
