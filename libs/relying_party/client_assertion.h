// A client that signs for itself instead of showing a secret: private_key_jwt. RFC 7523, OpenID Connect Core §9.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"
#include "libs/url/url.h"

#include <string>

namespace gatehouse::relying_party {

struct ClientAssertion {
    std::string client;
    std::string endpoint; // the token endpoint, which it is for and for nothing else
    std::string id; // new for each: it counts once
    Time now;
};
// Adds client_id, client_assertion_type and client_assertion to a request. The `kid` is the key's RFC 7638 thumbprint.
Result<void> add_client_assertion(url::Form& form, ClientAssertion const& assertion, crypto::SigningKey const& key);

// Apple knows no client assertions but takes a token that the client signs as its secret, for half a year at most:
// "Sign in with Apple", Creating a client secret.
struct AppleClient {
    std::string client; // services id
    std::string developer; // ten characters, also called team id
    std::string key_id;
    Time now;
};
Result<std::string> apple_client_secret(AppleClient const& client, crypto::SigningKey const& key);

} // namespace gatehouse::relying_party
