// /users/{id}/authentication: by what somebody proves that it is them. Facts: directory.md §1.6.
#pragma once

#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

namespace gatehouse::graph {

Answer<http::Response> list_methods(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_method(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_phones(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> add_phone(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_phone(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> change_phone(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_phone(Graph& graph, Caller const& caller, http::Request const& request);

Answer<http::Response> list_emails(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> add_email(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_email(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> change_email(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_email(Graph& graph, Caller const& caller, http::Request const& request);

// Authenticator apps and passkeys come from the person alone: nobody else can register one, only take it away.
Answer<http::Response> list_oath(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_oath(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_oath(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_fido2(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_fido2(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> remove_fido2(Graph& graph, Caller const& caller, http::Request const& request);
// A reset of a password, which was done when it was answered.
Answer<http::Response> show_operation(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> list_password_methods(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> get_password_method(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
