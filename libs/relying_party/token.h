// The token endpoint, as data: bodies to send and answers to read. RFC 6749 §4.1.3, §5, §6.
#pragma once

#include "libs/base/result.h"
#include "libs/relying_party/refusal.h"
#include "libs/url/url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::relying_party {

// Both end in client_secret_post, the one method that every server reads alike (Basic credentials are url-encoded by
// some clients and raw in others).
struct ClientCredentials {
    std::string client_id;
    std::string client_secret; // "" for a public client
};

struct CodeGrant {
    std::string code;
    std::string redirect_uri;
    std::string code_verifier;
    std::vector<std::string> scopes;
};
url::Form code_request(ClientCredentials const& client, CodeGrant const& grant);
url::Form refresh_request(
    ClientCredentials const& client, std::string_view refresh_token, std::vector<std::string> const& scopes);

struct Tokens {
    std::string access_token; // "" when only openid was granted: B2C wire §3.3
    std::string id_token;
    std::string refresh_token;
    std::vector<std::string> scopes; // granted; empty when the answer does not say
    std::int64_t expires_in = 0; // seconds; of the access token, else of the id_token
    std::string client_info_uid; // "<oid>-<policy>" from client_info
    std::string client_info_utid;
};

struct TokenError {
    bool malformed = false; // not an OAuth answer at all
    Refusal refusal;
};
// Reads a 200 answer's or an error's body. Numbers may be strings, as B2C sends them under a setting.
Result<Tokens, TokenError> parse_token_response(int status, std::string_view body);

} // namespace gatehouse::relying_party
