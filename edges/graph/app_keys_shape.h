// keyCredentials of an app: the certificates that its signatures are checked with. Facts: directory.md §1.7.
#pragma once

#include "core/applications/applications.h"
#include "edges/graph/answer.h"

#include <string>

namespace gatehouse::graph {

// Without the certificates themselves, of which only the key is kept.
json::Array write_keys(Application const& app);

// The set that a list of keyCredentials replaces `keys` by: certificates as base64, and by keyId those that stay.
Answer<std::string> read_keys(json::Value const& value, std::string const& keys);

} // namespace gatehouse::graph
