// A merged policy as a file again. Inside core/policy only.
#pragma once

#include "core/policy/document.h"

#include <optional>

namespace gatehouse::policy {

struct Merged {
    std::optional<Element> root; // nothing when a file of the chain is missing or unreadable
    std::vector<Diagnostic> diagnostics; // of reading the chain
};
// The chain of a policy as one tree, includes not yet applied. Error only when `find` fails.
Result<Merged> merge_files(std::string const& leaf, FindSource const& find);

// `merged` is the root with its ClaimsProviders flattened.
std::string write_effective(Element const& merged);

} // namespace gatehouse::policy
