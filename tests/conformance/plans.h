// The OpenID Foundation's certification plans, re-enacted: which modules each has, in which variants, and what became
// of each module here.
#pragma once

#include "tests/conformance/run.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::conformance {

struct Module {
    std::string_view name; // "oidcc-server"
    void (*play)(Run&);
    // "" for passed; "skipped: ..." and "warning: ..." are as the suite would say them.
    std::string_view outcome = "";
};

struct Plan {
    std::string_view name; // "oidcc-basic-certification-test-plan"
    std::string_view title; // "Basic"
    std::vector<Variant> variants;
    // May depend on the variant: some modules are in the first run only, or in those with an access token.
    std::vector<std::string_view> (*modules)(Variant const&);
};

std::span<Module const> modules();
std::span<Plan const> plans();

// "OidccPromptLogin" of "oidcc-prompt-login"; "CodeIdToken" of "code id_token".
std::string camel_case(std::string_view name);

// --- the modules, by the file that holds them
namespace module {
// modules_authentication.cpp: who signs in, and how recently
void prompt_login(Run&);
void prompt_none_not_logged_in(Run&);
void prompt_none_logged_in(Run&);
void max_age_1(Run&);
void max_age_10000(Run&);
void id_token_hint(Run&);
void acr_values(Run&);
// modules_client.cpp: codes, refresh tokens, authentication of the client
void code_reuse(Run&);
void code_reuse_30_seconds(Run&);
void client_secret_post(Run&);
void refresh_token(Run&);
void valid_pkce(Run&);
// modules_discovery.cpp
void discovery(Run&);
void logout_discovery(Run&);
// modules_logout.cpp
void logout(Run&);
void logout_bad_uri(Run&);
void logout_uri_with_query_added(Run&);
void logout_modified_hint(Run&);
void logout_bad_hint(Run&);
void logout_no_hint(Run&);
void logout_no_parameters(Run&);
void logout_only_state(Run&);
void logout_no_uri(Run&);
void logout_no_state(Run&);
// modules_request.cpp: parameters of the request
void response_type_missing(Run&);
void without_nonce_succeeds(Run&);
void without_nonce_fails(Run&);
void alternate_happy_flow(Run&);
void display_page(Run&);
void display_popup(Run&);
void unknown_parameter(Run&);
void login_hint(Run&);
void ui_locales(Run&);
void claims_locales(Run&);
void registered_redirect_uri(Run&);
void post_request(Run&);
void unsigned_request_uri(Run&);
void unsigned_request_object(Run&);
void request_object_with_redirect_uri(Run&);
// modules_tokens.cpp: ID tokens, userinfo, claims
void server(Run&);
void id_token_signature(Run&);
void id_token_unsigned(Run&);
void userinfo_get(Run&);
void userinfo_post_header(Run&);
void userinfo_post_body(Run&);
void scope_profile(Run&);
void scope_email(Run&);
void scope_address(Run&);
void scope_phone(Run&);
void scope_all(Run&);
void claims_essential(Run&);
} // namespace module

} // namespace gatehouse::conformance
