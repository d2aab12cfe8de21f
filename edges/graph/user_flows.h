// /identity/b2cUserFlows: the flows, their identity providers and the APIs they ask. Facts: directory.md §1.8.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_flows(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_flow(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_flow(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_flow(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_flow(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_flow_providers(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> add_flow_provider(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_flow_provider(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> get_flow_connectors(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> set_flow_connector(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
