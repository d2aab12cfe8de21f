// /identity/apiConnectors. Facts: directory.md §1.8.
#pragma once

#include "core/flows/parts.h"
#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_connectors(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_connector(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_connector(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_connector(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_connector(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> upload_client_certificate(Graph& graph, Caller const& caller, http::Request const& request);

// Never with a secret. The certificate is shown by its public part.
Answer<json::Object> show(Ports& ports, Caller const& caller, flows::Connector const& connector);

} // namespace gatehouse::graph
