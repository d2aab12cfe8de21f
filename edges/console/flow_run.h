// The request by which somebody tries a user flow or a custom policy.
#pragma once

#include "core/applications/applications.h"
#include "edges/console/visit.h"
#include "libs/html/html.h"

#include <string>

namespace gatehouse::console {

struct FlowRun {
    std::string endpoint; // of the policy: ".../oauth2/v2.0/authorize"
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

// What is run: a user flow, or a custom policy that answers apps.
struct Runnable {
    std::string policy; // "B2C_1_signin"
    std::string page; // where it is run: "/admin/contoso.onmicrosoft.com/flows/B2C_1_signin/run"
    std::vector<std::string_view> languages; // that its pages speak
};
// What the page of it shows, below its title. Where the policy sends people on to a provider, the form that begins it
// ends there: the page leads away.
Answer<html::Safe> run_content(Visit const& visit, Runnable const& what);

// What the form of the page says, whoever it is run for: language and hints, at the origin by which the browser came.
FlowRun wanted_run(Visit const& visit, Runnable const& what);
// The form that runs it for the console itself, which shows the tokens, and what the form begins: flow_trial.cpp. It
// asks with the language and the hints of `run`.
html::Safe trial_form(Visit const& visit, Runnable const& what, FlowRun const& run);
http::Response begin_trial(Visit const& visit, Runnable const& what);

} // namespace gatehouse::console
