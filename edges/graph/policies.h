// /trustFramework/policies: the files of custom policies, as pipelines upload them. Facts: directory.md §1.9.
#pragma once

#include "edges/graph/caller.h"

namespace gatehouse::graph {

Answer<http::Response> list_policies(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> find_policy(Graph& graph, Caller const& caller, http::Request const& request);
// The file itself: ".../{id}/$value".
Answer<http::Response> read_policy(Graph& graph, Caller const& caller, http::Request const& request);
// 201. A name that is taken is refused.
Answer<http::Response> create_policy(Graph& graph, Caller const& caller, http::Request const& request);
// 200 for one that was there, 201 for a new one.
Answer<http::Response> replace_policy(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_policy(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
