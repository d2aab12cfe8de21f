// /identity/userFlowAttributes, and which of them a flow asks for. Facts: directory.md §1.5, §1.8.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_attributes(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_attribute(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_attribute(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_attribute(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_attribute(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_assignments(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_assignment(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_assignment(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_assignment(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_assignment(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_assignment_order(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> set_assignment_order(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
