// The way to the sign-in page and back. RFC 6749 §4.1, RFC 7636, RFC 9207, OpenID Connect Core §3.1.2.
#pragma once

#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/relying_party/metadata.h"
#include "libs/relying_party/refusal.h"
#include "libs/url/url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::relying_party {

// RFC 7636 §4.1: 43 characters of base64url, 256 bits.
std::string make_code_verifier(Random& random);
// base64url(SHA-256(verifier)). RFC 7636 §4.2.
std::string code_challenge(std::string_view verifier);

struct AuthorizeRequest {
    std::string client_id;
    std::string redirect_uri;
    std::vector<std::string> scopes;
    std::string state;
    std::string nonce;
    std::string code_verifier; // its challenge is sent, never itself
    std::string response_mode; // "" leaves the server's default: query
    std::string prompt;
    std::string login_hint;
    std::string domain_hint;
    std::string ui_locales;
    std::string acr_values;
    std::optional<std::int64_t> max_age; // seconds
    url::Form extra;
};
std::string authorize_url(std::string_view authorization_endpoint, AuthorizeRequest const& request);

enum class ResponseFault {
    Malformed, // a parameter stands twice, or neither code nor error is there
    StateMismatch, // the answer belongs to another request (attack-43)
    WrongIssuer, // RFC 9207: another server answered
    Refused, // see `refusal`
};

struct ResponseError {
    ResponseFault fault = ResponseFault::Malformed;
    Refusal refusal;
};

struct ExpectedResponse {
    std::string_view state;
    std::string_view issuer; // compared only when the answer carries `iss`
    // RFC 9207 §2.4: the server says that every answer of its carries `iss`.
    bool issuer_promised = false;
    std::string_view wanted = "code"; // or "id_token", where the server sends that through the browser
};
// The code, or what else is wanted. State is checked before anything else is looked at.
Result<std::string, ResponseError> parse_authorize_response(
    url::Form const& response, ExpectedResponse const& expected);

// post_logout_redirect_uri, id_token_hint and state are left out when empty. RP-Initiated Logout 1.0 §2.
struct LogoutRequest {
    std::string post_logout_redirect_uri;
    std::string id_token_hint;
    std::string client_id;
    std::string state;
};
std::string logout_url(std::string_view end_session_endpoint, LogoutRequest const& request);

} // namespace gatehouse::relying_party
