// /users. Facts: directory.md §1.4.
#pragma once

#include "core/directory/users.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

// Who "{id}" in the address is: an object id or a user principal name.
Answer<User> named_user(Ports& ports, Caller const& caller, http::Request const& request);

// Whether the caller may change by what the person signs in: of whoever administers the tenant only an app that could
// grant itself all their rights may. Else setting a password would be a way to them (attack-50).
Answer<void> check_reach(Ports& ports, Caller const& caller, User const& user);

// The properties that the caller asked for. Extension attributes are part of /beta's answers, and of /v1.0's only by
// name.
Answer<json::Object> show_user(
    Caller const& caller, http::Request const& request, std::vector<std::string> const& select, User const& user);

Answer<http::Response> list_users(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> count_users(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> create_user(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_user(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> update_user(Graph& graph, Caller const& caller, http::Request const& request);
// B2C: a deleted person can be restored for thirty days.
Answer<http::Response> delete_user(Graph& graph, Caller const& caller, http::Request const& request);
// Of the password method: a password that has to be changed at the next sign-in, made here unless the body has one.
Answer<http::Response> reset_password(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> revoke_sign_in_sessions(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_deleted_users(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_deleted_user(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> restore_user(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> erase_user(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
