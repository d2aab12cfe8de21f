// GET and POST .../openid/v2.0/userinfo. OpenID Connect Core §5.3, RFC 6750, RFC 9449 §7.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

// The claims that the policy put into the access token, so that `sub` is that of the id token, for as long as the
// person may sign in. A change to the person is seen with the next sign-in, as in the tokens. Differs from B2C: there
// for every policy, not only for custom ones that declare it.
http::Response userinfo(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
