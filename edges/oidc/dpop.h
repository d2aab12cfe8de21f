// Tokens that work only with a key. RFC 9449.
#pragma once

#include "core/applications/applications.h"
#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"

#include <string>

namespace gatehouse::oidc {

inline constexpr std::string_view kDpopHeader = "dpop";

// Checks the request's proof: made by the key in it, for this method and address, within the last minute, with
// the server's nonce where the tenant wants one, and never seen before. `access_token` is what it must be bound to, ""
// at the token endpoint. Its answer is the key's thumbprint.
Answer<std::string> check_proof(Ports& ports, Edge const& edge, Address const& address, http::Request const& request,
    Time now, std::string const& access_token = {});

// RFC 9449 §8, §9: where the tenant wants nonces, whoever sends a proof is told the one for the next.
void offer_nonce(Edge const& edge, Address const& address, http::Request const& request, http::Response& response);

// At the token endpoint: "" when the app does not use DPoP, or may and did not.
Answer<std::string> prove_key(Ports& ports, Edge const& edge, Address const& address, Application const& client,
    http::Request const& request, Time now);

} // namespace gatehouse::oidc
