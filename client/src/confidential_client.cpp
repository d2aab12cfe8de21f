#include "client/src/application_state.h"
#include "client/src/cached_tokens.h"
#include "libs/base/text.h"
#include "libs/relying_party/authorize.h"

#include <algorithm>

namespace gatehouse::auth {

std::vector<std::string> with_openid_scopes(std::vector<std::string> scopes)
{
    for (std::string_view const needed : { "openid", "profile", "offline_access" }) {
        if (std::ranges::find(scopes, needed) == scopes.end())
            scopes.emplace_back(needed);
    }
    return scopes;
}

bool is_openid_scope(std::string_view scope)
{
    return scope == "openid" || scope == "profile" || scope == "offline_access" || scope == "email";
}

std::vector<std::string> without_openid_scopes(std::vector<std::string> scopes)
{
    std::erase_if(scopes, [](std::string const& scope) { return is_openid_scope(scope); });
    return scopes;
}

Result<std::shared_ptr<Provider>> ConfidentialClientApplication::State::provider(std::string const& wanted)
{
    std::string const& address = wanted.empty() ? authority : wanted;
    TRY(check_authority(address));
    std::lock_guard const lock(mutex);
    auto& slot = providers[to_lower(address)];
    if (!slot)
        slot = std::make_shared<Provider>(kind, address, config.issuers, RemoteTiming{}, config.ports);
    return slot;
}

ConfidentialClientApplication::ConfidentialClientApplication(
    std::shared_ptr<State> state, std::shared_ptr<TokenCache> cache)
    : state_(std::move(state))
    , cache_(std::move(cache))
{
}

Result<ConfidentialClientApplication> ConfidentialClientApplication::make(ClientConfig config)
{
    std::vector<std::string> problems;
    if (config.client_id.empty())
        problems.emplace_back("client_id is empty");
    if (config.client_secret.empty())
        problems.emplace_back("client_secret is empty");
    if (config.authority.empty() == config.oidc_authority.empty())
        problems.emplace_back("exactly one of authority and oidc_authority is needed");
    auto state = std::make_shared<State>();
    state->kind = config.authority.empty() ? AuthorityKind::Oidc : AuthorityKind::B2c;
    state->authority = config.authority.empty() ? config.oidc_authority : config.authority;
    if (auto const acceptable = check_authority(state->authority); !state->authority.empty() && !acceptable)
        problems.push_back(acceptable.error().message);
    if (!problems.empty())
        return auth_fail(ErrorCode::InvalidConfiguration, join(problems, "; "));
    config.ports = with_defaults(std::move(config.ports));
    state->config = std::move(config);
    return ConfidentialClientApplication(std::move(state), std::make_shared<TokenCache>());
}

ConfidentialClientApplication ConfidentialClientApplication::with_token_cache(std::shared_ptr<TokenCache> cache) const
{
    return ConfidentialClientApplication(state_, std::move(cache));
}

Result<AuthCodeFlow> ConfidentialClientApplication::initiate_auth_code_flow(AuthCodeRequest const& request) const
{
    // The code travels to this address: it must not travel in the clear.
    if (!relying_party::is_acceptable_address(request.redirect_uri))
        return auth_fail(ErrorCode::InvalidConfiguration, "redirect_uri must be https (http only for a loopback host)");
    auto const provider = TRY(state_->provider(request.authority));
    auto const metadata = TRY(provider->metadata());
    RandomAdapter random(*state_->config.ports.random);
    AuthCodeFlow flow;
    flow.state = request.state.empty() ? random_token(random) : request.state;
    flow.nonce = random_token(random);
    flow.code_verifier = relying_party::make_code_verifier(random);
    flow.redirect_uri = request.redirect_uri;
    flow.authority = request.authority.empty() ? state_->authority : request.authority;
    flow.scopes = with_openid_scopes(request.scopes);
    flow.max_age = request.max_age;
    flow.expires_on = state_->now() + state_->config.flow_lifetime;
    relying_party::AuthorizeRequest out;
    out.client_id = state_->config.client_id;
    out.redirect_uri = flow.redirect_uri;
    out.scopes = flow.scopes;
    out.state = flow.state;
    out.nonce = flow.nonce;
    out.code_verifier = flow.code_verifier;
    out.prompt = request.prompt;
    out.login_hint = request.login_hint;
    out.domain_hint = request.domain_hint;
    out.ui_locales = request.ui_locales;
    out.acr_values = request.acr_values;
    out.max_age = request.max_age;
    for (auto const& [name, value] : request.extra)
        out.extra.add(name, value);
    flow.auth_uri = relying_party::authorize_url(metadata->authorization_endpoint, out);
    return flow;
}

Result<std::string> ConfidentialClientApplication::get_authorization_request_url(AuthCodeRequest const& request) const
{
    AuthCodeFlow flow = TRY(initiate_auth_code_flow(request));
    return std::move(flow.auth_uri);
}

Result<AuthCodeFlow> ConfidentialClientApplication::initiate_step_up_flow(
    StepUpChallenge const& challenge, AuthCodeRequest request) const
{
    request.max_age = challenge.max_age;
    if (!challenge.acr_values.empty()) {
        std::string const& wanted = challenge.acr_values.front();
        std::string const policy = policy_in(state_->kind, state_->authority);
        if (policy.empty())
            request.acr_values = join(challenge.acr_values, " ");
        else {
            // In B2C the policy is part of the address. An API may name a policy, but never another host or tenant.
            bool const plain = !wanted.empty() && std::ranges::all_of(wanted, [](unsigned char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
                    || c == '-';
            });
            if (!plain)
                return auth_fail(ErrorCode::InvalidResponse, "the challenge names no policy");
            size_t const at = state_->authority.rfind(policy);
            request.authority = state_->authority;
            request.authority.replace(at, policy.size(), wanted);
        }
    }
    return initiate_auth_code_flow(request);
}

std::vector<Account> ConfidentialClientApplication::accounts(std::string_view authority) const
{
    return TokenCacheAccess::accounts(*cache_, authority);
}

void ConfidentialClientApplication::remove_account(Account const& account) const
{
    TokenCacheAccess::remove(*cache_, account.home_account_id);
}

Result<std::string> ConfidentialClientApplication::logout_url(LogoutOptions const& options) const
{
    auto const provider = TRY(state_->provider(options.authority));
    auto const metadata = TRY(provider->metadata());
    if (metadata->end_session_endpoint.empty())
        return auth_fail(ErrorCode::InvalidConfiguration, "the identity server offers no logout");
    return relying_party::logout_url(metadata->end_session_endpoint,
        { .post_logout_redirect_uri = options.post_logout_redirect_uri,
            .id_token_hint = options.id_token_hint,
            .client_id = state_->config.client_id,
            .state = options.state });
}

std::string b2c_authority(std::string_view host, std::string_view tenant, std::string_view policy)
{
    while (host.ends_with('/'))
        host.remove_suffix(1);
    return std::string(host) + "/" + std::string(tenant) + ".onmicrosoft.com/" + std::string(policy);
}

} // namespace gatehouse::auth
