// POST .../oauth2/v2.0/par: a client leaves its authorization request by the back channel and sends the browser with a
// reference. RFC 9126.
#pragma once

#include "edges/oidc/address.h"
#include "edges/oidc/error.h"

#include <expected>

namespace gatehouse::oidc {

http::Response push_request(Edge& edge, http::Request const& request);

// True for a reference that this server gave. Any other is an address, and none is ever fetched (attack-57).
bool is_pushed_uri(std::string_view request_uri);

// The parameters behind the reference of `form`, once, for the client and the policy they were pushed for.
Result<std::expected<url::Form, PageError>> take_pushed(Edge& edge, Address const& address, url::Form const& form);

} // namespace gatehouse::oidc
