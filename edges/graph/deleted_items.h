// /directory/deletedItems: people and apps for thirty days. Facts: directory.md §1.11.
#pragma once

#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_deleted_apps(Graph& graph, Caller const& caller, http::Request const& request);
// An id is a person's or an app's; which role the caller needs depends on that.
Answer<http::Response> get_deleted_item(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> restore_item(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> erase_item(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
