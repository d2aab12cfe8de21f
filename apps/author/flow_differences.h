// What tells the user flows of two declarations apart: their settings, one a line.
#pragma once

#include "core/policy/user_flow.h"

#include <map>
#include <string>
#include <vector>

namespace gatehouse::author {

using Flows = std::map<std::string, json::Object>; // by name, as policy::to_json() writes them

Flows flows_of(std::vector<policy::UserFlow> const& flows);

enum class Gone { Told, Unknown }; // whether a flow that `after` does not have is one that goes
// "~ mfa: "off" -> "always"" and so on, by flow. Flows that are the same are not there.
std::map<std::string, std::vector<std::string>> flow_differences(Flows const& before, Flows const& after, Gone gone);

} // namespace gatehouse::author
