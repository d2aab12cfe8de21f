// GET .../oauth2/v2.0/logout: ends the browser's single sign-on session. Facts: b2c_wire.md §7.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

http::Response logout(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
