// A client that signs a statement instead of sending a secret: private_key_jwt, also with a certificate. RFC 7523 §3,
// OpenID Connect Core §9.
#pragma once

#include "core/applications/applications.h"
#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"
#include "libs/jose/jwt.h"
#include "libs/url/url.h"

#include <string>

namespace gatehouse::oidc {

inline constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// Who signed, by the statement's own words: nothing is proven yet. Another type: 90016.
struct ClientAssertion {
    std::string client_id;
    jose::UnverifiedJwt token;
};
Answer<ClientAssertion> read_client_assertion(url::Form const& form);

// Signed with a key of the app's, for this server, for a short time and never seen before; else 90017.
Answer<void> check_client_assertion(Ports& ports, Edge const& edge, Address const& address, Application const& client,
    ClientAssertion assertion, http::Request const& request, Time now);

} // namespace gatehouse::oidc
