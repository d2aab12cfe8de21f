// Requests of a client that speaks OAuth 1.0a, signed with HMAC-SHA1. RFC 5849.
#pragma once

#include "libs/base/time.h"
#include "libs/url/url.h"

#include <string>
#include <string_view>

namespace gatehouse::relying_party {

struct OAuth1Credentials {
    std::string client;
    std::string client_secret;
    std::string token = {}; // temporary or final; "" before there is one
    std::string token_secret = {};
};

struct OAuth1Request {
    std::string method; // "GET", "POST"
    std::string url; // with its query
    url::Form parameters = {}; // oauth_callback, oauth_verifier: they go into the header, signed
    std::string nonce; // new for each request: §3.3
    Time time;
};

// §3.4.1.1. The parameters are those of the query, of the header without the signature, and `more` (a form that is
// sent as the body).
std::string oauth1_base_string(
    std::string_view method, std::string_view url, url::Form const& header, url::Form const& more = {});
// §3.4.2, base64.
std::string oauth1_signature(
    std::string_view base_string, std::string_view client_secret, std::string_view token_secret);

// The value of the header Authorization: §3.5.1.
std::string oauth1_authorization(OAuth1Credentials const& credentials, OAuth1Request const& request);

} // namespace gatehouse::relying_party
