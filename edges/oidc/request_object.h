// Signed request objects. RFC 9101.
#pragma once

#include "core/applications/applications.h"
#include "edges/oidc/address.h"
#include "libs/url/url.h"

#include <expected>
#include <string_view>

namespace gatehouse::oidc {

// The parameters that the object carries and nothing of what stood beside it (RFC 9101 §5). It must be signed by a key
// of the app, made for this server, and not have expired.
std::expected<url::Form, Refusal> read_request_object(
    Edge const& edge, Address const& address, Application const& client, std::string_view object);

} // namespace gatehouse::oidc
