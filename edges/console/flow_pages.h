// The pages that a user flow shows to people.
#pragma once

#include "core/policy/user_flow.h"
#include "edges/console/visit.h"

#include <string>
#include <vector>

namespace gatehouse::console {

struct FlowPageName {
    std::string id; // of its content definition: "api.signuporsignin"
    std::string title; // "Sign in or sign up"
};
// Those that the flow may show, in the order of its journey.
Answer<std::vector<FlowPageName>> look_at_pages(Visit const& visit, policy::UserFlow const& flow);

} // namespace gatehouse::console
