// The request by which somebody tries a user flow.
#pragma once

#include "core/applications/applications.h"

#include <string>

namespace gatehouse::console {

struct FlowRun {
    std::string endpoint; // of the flow: ".../oauth2/v2.0/authorize"
    ClientId client;
    std::string redirect_uri;
    std::string response_type = "code"; // or "id_token", where the app may have one
    std::string scope = "openid";
    std::string language = {}; // ui_locales; what is "" here is not sent
    std::string login_hint = {};
    std::string domain_hint = {};
    std::string state = {};
    std::string nonce = {};
    std::string verifier = {}; // "": without PKCE. RFC 7636 §4.1
};
// The address that a browser is sent to.
std::string address_of(FlowRun const& run);
// RFC 9700 §2.1.1: apps that cannot keep a secret prove their request otherwise.
bool needs_pkce(AppKind kind);

} // namespace gatehouse::console
