// POST .../oauth2/v2.0/revoke and .../introspect. RFC 7009, RFC 7662. Differs from B2C, which has neither.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

// Ends the family of a refresh token of the caller's. An access token lives until it expires: unsupported_token_type.
http::Response revoke(Edge& edge, http::Request const& request);

// For confidential clients: whether a refresh token of theirs, or an access token that they have or that is for them,
// is good. Of any other token they learn that it is not active (RFC 7662 §2.2).
http::Response introspect(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
