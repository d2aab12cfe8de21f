// The table of the calls. Roles and call stand side by side, so that no route can be without roles.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::graph {

using Call = Answer<http::Response> (*)(Graph&, Caller const&, http::Request const&);

struct Route {
    http::Method method;
    std::string path;
    std::span<std::string_view const> roles; // one of them is enough
    Call call;
};

// User flows and what they are put together from; below /identity and /policies.
std::vector<Route> flow_routes();

} // namespace gatehouse::graph
