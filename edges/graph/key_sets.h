// /trustFramework/keySets: the policy keys. What was uploaded never comes back. Facts: directory.md §1.9.
#pragma once

#include "edges/graph/caller.h"

namespace gatehouse::graph {

Answer<http::Response> list_key_sets(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> find_key_set(Graph& graph, Caller const& caller, http::Request const& request);
// {"id":"RestApiKey"} makes "B2C_1A_RestApiKey", without a key.
Answer<http::Response> create_key_set(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> delete_key_set(Graph& graph, Caller const& caller, http::Request const& request);
// {"use","k"}: the secret itself, as text.
Answer<http::Response> upload_secret(Graph& graph, Caller const& caller, http::Request const& request);
// {"use","kty"}: "oct" makes a secret; with "RSA" the set stands for the keys that the tenant signs with.
Answer<http::Response> generate_key(Graph& graph, Caller const& caller, http::Request const& request);
// The public part: nothing of a secret.
Answer<http::Response> active_key(Graph& graph, Caller const& caller, http::Request const& request);
// A certificate alone, base64 of its DER; a certificate with its private key, base64 of a PKCS #12 file.
Answer<http::Response> upload_certificate(Graph& graph, Caller const& caller, http::Request const& request);
Answer<http::Response> upload_pkcs12(Graph& graph, Caller const& caller, http::Request const& request);

} // namespace gatehouse::graph
