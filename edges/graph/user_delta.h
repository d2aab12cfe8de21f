// /users/delta: what became of people since the last time. Facts: directory.md §1.3.
#pragma once

#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

// Everybody first, page by page, then a link that tells changes. Tokens are good for thirty days, as long as it is
// known who was erased; then 410, and the client begins again at Location.
Answer<http::Response> follow_users(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
