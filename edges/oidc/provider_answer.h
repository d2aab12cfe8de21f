// Where identity providers send the browser back to. B2C: /{tenant}/oauth2/authresp, and with the policy in front of
// "oauth2" where the policy's technical profile says UsePolicyInRedirectUri; directory.md §4.1.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

// As query or form_post. The journey is named by `state`, and must be the one of this browser (attack-43).
http::Response take_provider_answer(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
