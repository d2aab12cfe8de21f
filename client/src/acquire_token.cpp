#include "client/src/application_state.h"
#include "client/src/cached_tokens.h"
#include "client/src/claims_access.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/relying_party/authorize.h"
#include "libs/relying_party/token.h"

#include <algorithm>

namespace gatehouse::auth {
namespace {

// A token about to end is as good as gone: it would expire on the way.
constexpr std::chrono::seconds kExpiryMargin{ 60 };

bool covers(std::vector<std::string> const& granted, std::vector<std::string> const& wanted)
{
    return std::ranges::all_of(wanted, [&](std::string const& scope) {
        return is_openid_scope(scope)
            || std::ranges::any_of(granted, [&](std::string const& one) { return equals_ignoring_case(one, scope); });
    });
}

AuthError error_of(relying_party::ResponseError const& error)
{
    switch (error.fault) {
    case relying_party::ResponseFault::Refused:
        return auth::error_of(error.refusal, "");
    case relying_party::ResponseFault::StateMismatch:
        return auth_fail(ErrorCode::StateMismatch, "the answer is not to this request").error();
    case relying_party::ResponseFault::WrongIssuer:
        return auth_fail(ErrorCode::InvalidResponse, "another issuer answered").error();
    case relying_party::ResponseFault::Malformed:
        break;
    }
    return auth_fail(ErrorCode::InvalidResponse, "the answer has neither code nor error, or a parameter twice").error();
}

Account account_of(
    Claims const& claims, relying_party::Tokens const& tokens, std::string const& authority, std::string const& policy)
{
    Account account;
    account.local_account_id = claims.object_id();
    if (!tokens.client_info_uid.empty())
        account.home_account_id = tokens.client_info_uid + "." + tokens.client_info_utid;
    else
        account.home_account_id = account.local_account_id + (policy.empty() ? "" : "-" + to_lower(policy));
    std::vector<std::string> const emails = claims.emails();
    account.username = emails.empty() ? claims.text("preferred_username").value_or("") : emails.front();
    account.display_name = claims.text("name").value_or("");
    account.authority = authority;
    return account;
}

AuthenticationResult result_of(CachedEntry const& entry, CachedAccessToken const& token)
{
    AuthenticationResult result;
    result.access_token = token.token;
    result.id_token = entry.id_token;
    if (auto claims = json::parse_object(entry.claims))
        result.claims = ClaimsAccess::make(std::move(*claims));
    result.account = entry.account;
    result.scopes = token.scopes;
    result.expires_on = token.expires_on;
    return result;
}

CachedAccessToken const* usable_token(CachedEntry const& entry, std::vector<std::string> const& scopes, Time until)
{
    auto const found = std::ranges::find_if(entry.access_tokens,
        [&](CachedAccessToken const& token) { return token.expires_on > until && covers(token.scopes, scopes); });
    return found == entry.access_tokens.end() ? nullptr : &*found;
}

} // namespace

Result<relying_party::Tokens> ConfidentialClientApplication::State::redeem(
    std::string const& token_endpoint, url::Form const& form)
{
    RandomAdapter random(*config.ports.random);
    std::string const correlation_id = random_guid(random);
    auto const answer = config.ports.transport->send({ .method = "POST",
        .url = token_endpoint,
        .headers = { { "Content-Type", "application/x-www-form-urlencoded" }, { "Accept", "application/json" },
            { "client-request-id", correlation_id } },
        .body = url::build_form(form) });
    if (!answer)
        return auth_fail(ErrorCode::NetworkFault, "token endpoint: " + answer.error(), correlation_id);
    auto tokens = relying_party::parse_token_response(answer->status, answer->body);
    if (tokens)
        return std::move(*tokens);
    // A busy or broken server must not look like a refused person.
    if (tokens.error().malformed || answer->status >= 500 || answer->status == 429)
        return auth_fail(ErrorCode::NetworkFault,
            "token endpoint: unusable answer with status " + std::to_string(answer->status), correlation_id);
    return std::unexpected(auth::error_of(tokens.error().refusal, correlation_id));
}

Result<jose::VerifiedJwt> ConfidentialClientApplication::State::prove(
    Provider& provider, std::string_view id_token, relying_party::ExpectedIdToken expected)
{
    auto unproven = jose::parse_jwt(id_token);
    if (!unproven)
        return auth_fail(ErrorCode::InvalidIdToken, "id_token: " + unproven.error().detail);
    auto const keys = TRY(provider.keys_with(unproven->kid));
    auto token = jose::verify(std::move(*unproven), *keys);
    if (!token)
        return auth_fail(ErrorCode::InvalidIdToken, "id_token: " + std::string(jose::name(token.error())));
    expected.issuer = TRY(provider.metadata())->issuer;
    expected.client_id = config.client_id;
    expected.policy = provider.policy();
    expected.now = house_time(now());
    expected.leeway = config.clock_leeway;
    auto const checked = relying_party::check_id_token(*token, expected);
    if (!checked && checked.error() == relying_party::IdTokenFault::TooOld)
        return auth_fail(ErrorCode::AuthenticationTooOld, "id_token: the sign-in is older than max_age");
    if (!checked)
        return auth_fail(ErrorCode::InvalidIdToken, "id_token: " + std::string(relying_party::name(checked.error())));
    return std::move(*token);
}

Result<AuthenticationResult> ConfidentialClientApplication::acquire_token_by_auth_code_flow(
    AuthCodeFlow const& flow, Parameters const& response) const
{
    url::Form form;
    for (auto const& [name, value] : response)
        form.add(name, value);
    auto const provider = TRY(state_->provider(flow.authority));
    auto const metadata = TRY(provider->metadata());
    auto const code
        = relying_party::parse_authorize_response(form, { .state = flow.state, .issuer = metadata->issuer });
    if (!code)
        return std::unexpected(error_of(code.error()));
    if (state_->now() >= flow.expires_on)
        return auth_fail(ErrorCode::FlowExpired, "the sign-in took too long");
    relying_party::ClientCredentials const client{ state_->config.client_id, state_->config.client_secret };
    auto const tokens = TRY(state_->redeem(metadata->token_endpoint,
        relying_party::code_request(client,
            { .code = *code,
                .redirect_uri = flow.redirect_uri,
                .code_verifier = flow.code_verifier,
                .scopes = flow.scopes })));
    auto proven = TRY(state_->prove(*provider, tokens.id_token,
        { .issuer = "", .client_id = "", .nonce = flow.nonce, .policy = "", .max_age = flow.max_age, .now = {} }));
    AuthenticationResult result;
    result.claims = ClaimsAccess::make(std::move(proven));
    result.access_token = tokens.access_token;
    result.id_token = tokens.id_token;
    result.account = account_of(result.claims, tokens, flow.authority, provider->policy());
    // RFC 6749 §5.1: no scope in the answer means what was asked.
    result.scopes = without_openid_scopes(tokens.scopes.empty() ? flow.scopes : tokens.scopes);
    result.expires_on = state_->now() + std::chrono::seconds(tokens.expires_in);
    CachedEntry entry;
    entry.account = result.account;
    entry.client_id = state_->config.client_id;
    if (!tokens.access_token.empty())
        entry.access_tokens.push_back({ result.scopes, tokens.access_token, result.expires_on });
    entry.refresh_token = tokens.refresh_token;
    entry.id_token = tokens.id_token;
    entry.claims = result.claims.to_json();
    entry.stored_at = state_->now();
    TokenCacheAccess::put(*cache_, std::move(entry));
    return result;
}

Result<relying_party::Tokens> ConfidentialClientApplication::State::refresh(
    CachedEntry const& entry, std::vector<std::string> const& scopes)
{
    std::string const& where = entry.account.authority;
    auto const provider = TRY(this->provider(where));
    std::string const key = crypto::sha256(to_lower(where) + "\n" + join(scopes, " ") + "\n" + entry.refresh_token);
    return refreshes.run(key, now(), [&]() -> Result<relying_party::Tokens> {
        auto const metadata = TRY(provider->metadata());
        relying_party::ClientCredentials const client{ config.client_id, config.client_secret };
        return redeem(metadata->token_endpoint, relying_party::refresh_request(client, entry.refresh_token, scopes));
    });
}

Result<void> ConfidentialClientApplication::State::renew(
    CachedEntry& entry, relying_party::Tokens const& tokens, std::vector<std::string> const& scopes)
{
    if (!tokens.id_token.empty()) {
        auto const provider = TRY(this->provider(entry.account.authority));
        auto proven = TRY(prove(*provider, tokens.id_token,
            { .issuer = "", .client_id = "", .nonce = {}, .policy = "", .max_age = {}, .now = {} }));
        Claims const claims = ClaimsAccess::make(std::move(proven));
        // OpenID Connect Core §12.2: the refreshed id_token must be about the same person.
        if (claims.object_id() != entry.account.local_account_id)
            return auth_fail(ErrorCode::InvalidIdToken, "the refreshed id_token is about somebody else");
        entry.id_token = tokens.id_token;
        entry.claims = claims.to_json();
    }
    CachedAccessToken fresh{ without_openid_scopes(tokens.scopes.empty() ? scopes : tokens.scopes), tokens.access_token,
        now() + std::chrono::seconds(tokens.expires_in) };
    std::erase_if(entry.access_tokens, [&](CachedAccessToken const& token) {
        return token.expires_on <= now() || covers(fresh.scopes, token.scopes);
    });
    entry.access_tokens.push_back(std::move(fresh));
    if (!tokens.refresh_token.empty())
        entry.refresh_token = tokens.refresh_token;
    entry.stored_at = now();
    return {};
}

Result<AuthenticationResult> ConfidentialClientApplication::acquire_token_silent(
    std::vector<std::string> const& scopes, Account const& account, SilentOptions const& options) const
{
    auto entry = TokenCacheAccess::find(
        *cache_, account.home_account_id, options.authority.empty() ? account.authority : options.authority);
    if (!entry)
        return auth_fail(ErrorCode::NoTokens, "no tokens of this account and authority");
    Time const now = state_->now();
    CachedAccessToken const* at_hand = usable_token(*entry, scopes, now + kExpiryMargin);
    if (at_hand && !options.force_refresh)
        return result_of(*entry, *at_hand);
    if (entry->refresh_token.empty())
        return auth_fail(ErrorCode::NoTokens, "no refresh token");
    std::vector<std::string> const wanted = with_openid_scopes(scopes);
    auto const tokens = state_->refresh(*entry, wanted);
    if (!tokens) {
        // While the network is down a token that has not ended yet is better than none.
        CachedAccessToken const* last = usable_token(*entry, scopes, now);
        if (tokens.error().code == ErrorCode::NetworkFault && last)
            return result_of(*entry, *last);
        if (tokens.error().code == ErrorCode::GrantExpired || tokens.error().code == ErrorCode::GrantRefused)
            TokenCacheAccess::drop_refresh_token(*cache_, *entry);
        return std::unexpected(tokens.error());
    }
    TRY(state_->renew(*entry, *tokens, wanted));
    AuthenticationResult result = result_of(*entry, entry->access_tokens.back());
    TokenCacheAccess::put(*cache_, std::move(*entry));
    return result;
}

} // namespace gatehouse::auth
