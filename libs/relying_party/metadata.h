// What an identity server says about itself. OpenID Connect Discovery 1.0 §3.
#pragma once

#include "libs/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::relying_party {

struct Metadata {
    std::string issuer;
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    std::string end_session_endpoint; // "" when not offered
    std::string userinfo_endpoint; // "" when not offered
    std::vector<std::string> token_auth_methods;
    std::vector<std::string> code_challenge_methods; // RFC 7636; empty when it does not say
    bool issuer_in_response = false; // RFC 9207 §3
};

// Fault::Invalid when a required member is missing or an address is neither https nor http to a loopback host.
Result<Metadata> parse_metadata(std::string_view text);

// https, or http to a loopback host; no fragment, no user info.
bool is_acceptable_address(std::string_view address);

// "{authority}/v2.0/.well-known/openid-configuration", with a query kept behind the path. B2C wire §1.1.
std::string b2c_metadata_address(std::string_view authority);
// "{issuer}/.well-known/openid-configuration". OpenID Connect Discovery 1.0 §4.
std::string oidc_metadata_address(std::string_view issuer);

} // namespace gatehouse::relying_party
