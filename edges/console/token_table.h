// The claims of a token for people: what each says and where it comes from.
#pragma once

#include "core/policy/plan.h"
#include "edges/console/parts.h"
#include "libs/json/json.h"

#include <string>

namespace gatehouse::console {

// `plan` is the policy that the token came by; null when it is gone.
html::Safe token_table(std::string const& caption, json::Object const& claims, policy::Plan const* plan);

} // namespace gatehouse::console
