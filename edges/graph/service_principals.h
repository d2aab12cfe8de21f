// /servicePrincipals, and what apps were granted: scopes for everybody who signs in (/oauth2PermissionGrants) and roles
// for themselves (appRoleAssignments). Facts: directory.md §1.7.
#pragma once

#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_service_principals(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> count_service_principals(Graph& graph, Caller const& caller, http::Request const& request);
// Every app has one from its first moment, so this shows it: 201, as often as it is asked.
Answer<http::Response> create_service_principal(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_service_principal(Graph& graph, Caller const& caller, http::Request const& request);
// accountEnabled: whether anybody may sign in to the app.
Answer<http::Response> change_service_principal(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> keep_service_principal(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_grants(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_grant(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_grant(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> change_grant(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_grant(Graph& graph, Caller const& caller, http::Request const& request);

// What the app was granted, and what others were granted of it.
Answer<http::Response> list_role_assignments(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_roles_assigned(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> assign_role(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> assign_role_of(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_role_assignment(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
