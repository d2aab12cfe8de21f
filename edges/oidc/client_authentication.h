// Who calls the token endpoint: client_secret_basic, client_secret_post, private_key_jwt, none. Facts: b2c_wire.md
// §3.1.
#pragma once

#include "core/applications/applications.h"
#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"
#include "libs/url/url.h"

namespace gatehouse::oidc {

// A confidential client without secret: 90079; a wrong or empty one: 90081 (attack-38); a public client with one: 90084
// (attack-37); two ways at once: refused (RFC 6749 §2.3). The `kind` of what it answers is as what the client came: Web
// when it proved itself, a public kind when it sent nothing. An app that has both parts may come as either.
Answer<Application> authenticate_client(Ports& ports, Edge const& edge, Address const& address,
    http::Request const& request, url::Form const& form, Time now);

// What the app was given as one of its parts is not for another: 90079, 90084.
Answer<void> check_client_kind(Application const& client, AppKind granted);

} // namespace gatehouse::oidc
