// /applications. Facts: directory.md §1.7.
#pragma once

#include "core/applications/applications.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

#include "core/ports/ports.h"

namespace gatehouse::graph {

// The apps of the tenant, and with them the one that extension attributes are named after and the directory API: what
// an answer may be about.
Answer<std::vector<Application>> known_apps(Ports& ports, Caller const& caller);

// Whether the app has nothing in the directory that the caller has not: otherwise a credential of it is not for the
// caller to make or to revive (attack-50).
Answer<void> expect_within_reach(Caller const& caller, Application const& app);

Answer<http::Response> list_apps(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> count_apps(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_app(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_app(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> change_app(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_app(Graph& graph, Caller const& caller, http::Request const& request);
// Who adds a secret can be that app, so the app may have nothing in the directory that the caller has not.
Answer<http::Response> add_password(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_password(Graph& graph, Caller const& caller, http::Request const& request);
// The attributes of the tenant, at the app that they are named after.
Answer<http::Response> list_extension_properties(Graph& graph, Caller const& caller, http::Request const& request);
// The same for who has nothing to do with apps. Graph: directoryObjects/getAvailableExtensionProperties.
Answer<http::Response> list_available_extensions(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
