// How many requests one client may make to one tenant. Sits before every endpoint that reaches the database.
#pragma once

#include "edges/oidc/edge.h"

namespace gatehouse::oidc {

// Middleware: answers 429 with Retry-After, or goes on. B2C: AADB2C90229.
http::Response limit_requests(Edge& edge, http::Request const& request, http::Handler const& next);

} // namespace gatehouse::oidc
