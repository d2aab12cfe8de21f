// A web application's half: sends people to the identity server and turns what they bring back into tokens.
// Names follow MSAL; every call that talks to the network blocks, so call it from a worker.
#pragma once

#include <gatehouse/error.h>
#include <gatehouse/ports.h>
#include <gatehouse/step_up.h>
#include <gatehouse/token_cache.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::auth {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ClientConfig {
    std::string client_id;
    std::string client_secret;
    // One of the two. B2C: "https://{tenant}.b2clogin.com/{tenant}.onmicrosoft.com/{policy}"; its last segment is the
    // policy that tokens must name in `tfp` or `acr`.
    std::string authority;
    // Plain OpenID Connect: the issuer.
    std::string oidc_authority;
    // The only issuers to accept; empty accepts the metadata's own, which must then be of the authority's origin.
    std::vector<std::string> issuers;
    std::chrono::seconds clock_leeway{ 60 };
    // How long a person may take between leaving and coming back.
    std::chrono::seconds flow_lifetime{ 15 * 60 };
    Ports ports;
};

// One journey to the sign-in page. Keep it on the server, bound to the browser's session, and use it once.
struct AuthCodeFlow {
    std::string auth_uri; // send the browser here
    std::string state;
    std::string nonce;
    std::string code_verifier;
    std::string redirect_uri;
    std::string authority;
    std::vector<std::string> scopes;
    std::optional<std::int64_t> max_age; // seconds
    Time expires_on;

    std::string to_json() const;
    static Result<AuthCodeFlow> from_json(std::string_view text);
};

struct AuthCodeRequest {
    std::vector<std::string> scopes; // openid, profile and offline_access are added
    std::string redirect_uri;
    std::string authority; // "": the application's own
    std::string prompt;
    std::string login_hint;
    std::string domain_hint;
    std::string ui_locales;
    std::string acr_values;
    std::optional<std::int64_t> max_age; // seconds; the id_token must then prove it
    std::string state; // "": a fresh random one, which is what you want
    Parameters extra;
};

struct SilentOptions {
    std::string authority; // "": the account's own
    // True asks the server although a token is at hand.
    bool force_refresh = false;
};

class ConfidentialClientApplication {
public:
    // Checks the whole configuration at once; touches no network.
    static Result<ConfidentialClientApplication> make(ClientConfig config);

    // The same application over the tokens of one session. Metadata, keys and running refreshes stay shared.
    ConfidentialClientApplication with_token_cache(std::shared_ptr<TokenCache> cache) const;

    // Needs the authority's metadata, fetched on first use. NetworkFault when it cannot be had.
    Result<AuthCodeFlow> initiate_auth_code_flow(AuthCodeRequest const& request) const;
    // The address alone. The flow is lost and its answer cannot be checked, so this is for links and tests only.
    Result<std::string> get_authorization_request_url(AuthCodeRequest const& request) const;
    // A flow that meets an API's RFC 9470 challenge: its first acr_values entry is the policy to go to.
    Result<AuthCodeFlow> initiate_step_up_flow(StepUpChallenge const& challenge, AuthCodeRequest request) const;

    // `response` is the query or form the browser came back with. State, nonce, signature, issuer, audience, policy and
    // max_age are checked; tokens go into the cache.
    Result<AuthenticationResult> acquire_token_by_auth_code_flow(
        AuthCodeFlow const& flow, Parameters const& response) const;
    // From the cache, else by refresh token. Callers that need the same token at the same time share one refresh, and
    // one that still holds the token replaced a moment ago is given the outcome instead of replaying it.
    Result<AuthenticationResult> acquire_token_silent(
        std::vector<std::string> const& scopes, Account const& account, SilentOptions const& options = {}) const;

    // All, or those of one authority.
    std::vector<Account> accounts(std::string_view authority = {}) const;
    void remove_account(Account const& account) const;

    struct LogoutOptions {
        std::string post_logout_redirect_uri;
        std::string id_token_hint;
        std::string state;
        std::string authority; // "": the application's own
    };
    // NetworkFault when the metadata cannot be had, InvalidConfiguration when the server offers no logout.
    Result<std::string> logout_url(LogoutOptions const& options) const;

private:
    struct State;
    ConfidentialClientApplication(std::shared_ptr<State> state, std::shared_ptr<TokenCache> cache);
    std::shared_ptr<State> state_;
    std::shared_ptr<TokenCache> cache_;
};

// "https://{host}/{tenant}.onmicrosoft.com/{policy}"; `host` is an origin and `tenant` the short name.
std::string b2c_authority(std::string_view host, std::string_view tenant, std::string_view policy);

} // namespace gatehouse::auth
