// The parameters of an authorize request, once the client and its address are trusted. Facts: b2c_wire.md §2.1.
#pragma once

#include "core/applications/applications.h"
#include "core/journey/state.h"
#include "core/model/refusal.h"
#include "edges/oidc/trusted_return.h"
#include "libs/http/message.h"
#include "libs/url/url.h"

#include <expected>

namespace gatehouse::oidc {

// Everything but the scope, which needs the store. A Refusal goes to the client by redirect.
std::expected<journey::Request, Refusal> read_authorize_request(
    url::Form const& form, Application const& client, TrustedReturn const& back, http::Request const& request);

} // namespace gatehouse::oidc
