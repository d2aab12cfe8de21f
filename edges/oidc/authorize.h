// GET and POST .../oauth2/v2.0/authorize.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

http::Response authorize(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
