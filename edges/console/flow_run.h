// The request by which somebody tries a user flow.
#pragma once

#include "core/applications/applications.h"
#include "core/policy/user_flow.h"
#include "edges/console/visit.h"
#include "libs/html/html.h"

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

// What the form of the page says, whoever the flow is run for: language and hints, at the origin by which the browser
// came.
FlowRun wanted_run(Visit const& visit, policy::UserFlow const& flow);
// The form that runs the flow for the console itself, which shows the tokens: flow_trial.cpp. It asks with the language
// and the hints of `run`.
html::Safe trial_form(Visit const& visit, policy::UserFlow const& flow, FlowRun const& run);

} // namespace gatehouse::console
