// /organization, /domains and /auditLogs/directoryAudits. Facts: directory.md §1.10, §1.11.
#pragma once

#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_organization(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_organization(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_domains(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_domain(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_directory_audits(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_directory_audit(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
