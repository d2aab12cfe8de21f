// /identity/identityProviders, and which kinds of accounts there are. Facts: directory.md §1.8.
#pragma once

#include "core/policy/flow_provider.h"
#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"
#include "edges/graph/small_list.h"

#include <string>
#include <vector>

namespace gatehouse::graph {

// Never with a secret: it reads "******".
json::Object show(policy::IdentityProvider const& provider);
// `set`: as the context names it.
SmallList provider_list(std::string set, std::vector<policy::IdentityProvider> const& providers);

Answer<http::Response> list_providers(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_provider(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_provider(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_provider(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_provider(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> available_provider_types(Graph& graph, Caller const& caller, http::Request const& request);

// /policies/b2cAuthenticationMethodsPolicy: a flow says itself which accounts it has, so that all are available.
Answer<http::Response> get_methods_policy(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_methods_policy(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
