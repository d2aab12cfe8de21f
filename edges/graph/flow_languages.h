// /identity/b2cUserFlows/{flow}/languages: which languages a flow's pages speak, and their texts. Facts:
// directory.md §1.8.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_languages(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_language(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> put_language(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_language(Graph& graph, Caller const& caller, http::Request const& request);

// Their pages: as they come with the server, and with the flow's own texts over them.
Answer<http::Response> list_default_pages(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_override_pages(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> read_default_page(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> read_override_page(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> put_override_page(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_override_page(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
