#include "client/src/claims_access.h"
#include "client/src/provider.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"
#include "libs/relying_party/id_token.h"

#include <gatehouse/token_validator.h>

#include <algorithm>

namespace gatehouse::auth {
namespace {

ErrorCode code_of(jose::JwtFault fault)
{
    switch (fault) {
    case jose::JwtFault::Malformed:
        return ErrorCode::TokenMalformed;
    case jose::JwtFault::UnknownKey:
    case jose::JwtFault::WrongAlgorithm:
    case jose::JwtFault::BadSignature:
        return ErrorCode::TokenSignatureInvalid;
    case jose::JwtFault::Expired:
        return ErrorCode::TokenExpired;
    case jose::JwtFault::NotYetValid:
        return ErrorCode::TokenNotYetValid;
    case jose::JwtFault::WrongIssuer:
        return ErrorCode::WrongIssuer;
    case jose::JwtFault::WrongAudience:
        return ErrorCode::WrongAudience;
    }
    return ErrorCode::TokenMalformed;
}

// `scp` is B2C's and Entra's name, `scope` that of RFC 9068.
json::Value const* scopes_in(json::Object const& claims)
{
    if (json::Value const* scp = claims.find("scp"))
        return scp;
    return claims.find("scope");
}

bool has_word(std::string_view text, std::string_view word)
{
    while (!text.empty()) {
        size_t const end = std::min(text.find(' '), text.size());
        if (text.substr(0, end) == word)
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

// attack-47: an id_token is signed by the same key and may carry our audience, but was made for a person's browser
// session and not for us. Access tokens of B2C name scopes or a caller (`azp`) other than the audience; those of
// RFC 9068 say so in `typ`.
bool is_access_token(std::string_view typ, json::Object const& claims)
{
    if (equals_ignoring_case(typ, "at+jwt") || equals_ignoring_case(typ, "application/at+jwt"))
        return true;
    if (!typ.empty() && !equals_ignoring_case(typ, "JWT"))
        return false;
    json::Value const* scopes = scopes_in(claims);
    if (scopes
        && ((scopes->as_text() && !scopes->as_text()->empty()) || (scopes->as_array() && !scopes->as_array()->empty())))
        return true;
    auto const caller = claims.text("azp");
    auto const audience = claims.text("aud");
    return caller && audience && *caller != *audience;
}

bool contains_ignoring_case(std::vector<std::string> const& list, std::string_view wanted)
{
    return std::ranges::any_of(list, [&](std::string const& entry) { return equals_ignoring_case(entry, wanted); });
}

} // namespace

struct TokenValidator::State {
    State(ValidatorConfig from, AuthorityKind kind, std::string const& authority)
        : config(std::move(from))
        , provider(kind, authority, kind == AuthorityKind::Oidc ? config.issuers : std::vector<std::string>(),
              { .fresh = config.keys_fresh_for,
                  .usable = config.keys_usable_for,
                  .interval = config.min_refresh_interval },
              config.ports)
    {
    }
    ValidatorConfig config;
    Provider provider;
};

TokenValidator::TokenValidator(std::shared_ptr<State> state)
    : state_(std::move(state))
{
}

std::vector<std::string> b2c_issuers(
    std::string_view host, std::string_view tenant_id, std::vector<std::string> const& policies)
{
    while (host.ends_with('/'))
        host.remove_suffix(1);
    std::string const origin(host);
    std::vector<std::string> issuers{ origin + "/" + std::string(tenant_id) + "/v2.0/" };
    for (std::string const& policy : policies)
        issuers.push_back(origin + "/tfp/" + std::string(tenant_id) + "/" + to_lower(policy) + "/v2.0/");
    return issuers;
}

Result<TokenValidator> TokenValidator::make(ValidatorConfig config)
{
    if (config.authority.empty() == config.oidc_authority.empty())
        return auth_fail(ErrorCode::InvalidConfiguration, "exactly one of authority and oidc_authority is needed");
    if (config.issuers.empty() || config.audiences.empty() || std::ranges::count(config.issuers, "") > 0
        || std::ranges::count(config.audiences, "") > 0)
        return auth_fail(ErrorCode::InvalidConfiguration, "issuers and audiences must not be empty");
    AuthorityKind const kind = config.authority.empty() ? AuthorityKind::Oidc : AuthorityKind::B2c;
    std::string const authority = kind == AuthorityKind::B2c ? config.authority : config.oidc_authority;
    TRY(check_authority(authority));
    config.ports = with_defaults(std::move(config.ports));
    return TokenValidator(std::make_shared<State>(std::move(config), kind, authority));
}

Result<AccessToken> TokenValidator::validate(std::string_view text) const
{
    ValidatorConfig const& config = state_->config;
    auto unproven = jose::parse_jwt(text);
    if (!unproven)
        return auth_fail(ErrorCode::TokenMalformed, unproven.error().detail);
    auto const keys = TRY(state_->provider.keys_with(unproven->kid));
    std::string const typ = unproven->typ;
    auto token = jose::verify(std::move(*unproven), *keys);
    if (!token)
        return auth_fail(code_of(token.error()), std::string(jose::name(token.error())));
    json::Object const& claims = token->claims();
    jose::Expectations const expected{ .issuer = "",
        .audiences = config.audiences,
        .now = house_time(config.ports.clock->now()),
        .leeway = config.clock_leeway };
    if (auto const checked = jose::check_claims(claims, expected); !checked)
        return auth_fail(code_of(checked.error()), std::string(jose::name(checked.error())));
    json::Value const* issuer = claims.find("iss");
    if (!issuer || !issuer->as_text() || std::ranges::find(config.issuers, *issuer->as_text()) == config.issuers.end())
        return auth_fail(ErrorCode::WrongIssuer, "the token is of another issuer");
    // attack-73: all policies of a tenant share keys and issuer, the weakest one too.
    if (!config.policies.empty() && !contains_ignoring_case(config.policies, relying_party::policy_of(claims)))
        return auth_fail(ErrorCode::WrongPolicy, "the token is of a policy that is not accepted here");
    if (!is_access_token(typ, claims))
        return auth_fail(ErrorCode::NotAnAccessToken, "the token is not an access token");
    AccessToken accepted;
    accepted.claims_ = ClaimsAccess::make(std::move(*token));
    return accepted;
}

Result<AccessToken> TokenValidator::validate_header(std::string_view authorization) const
{
    std::string_view rest = trim(authorization);
    if (rest.empty())
        return auth_fail(ErrorCode::TokenMissing, "no Authorization field");
    size_t const end = rest.find(' ');
    if (!equals_ignoring_case(rest.substr(0, end), "Bearer") || end == std::string_view::npos)
        return auth_fail(ErrorCode::TokenMalformed, "not a Bearer token");
    rest = trim(rest.substr(end));
    if (rest.find(' ') != std::string_view::npos)
        return auth_fail(ErrorCode::TokenMalformed, "blanks in the token");
    return validate(rest);
}

bool AccessToken::has_scope(std::string_view scope) const
{
    json::Value const* scopes = scopes_in(ClaimsAccess::object(claims_));
    if (!scopes || scope.empty())
        return false;
    if (std::string const* text = scopes->as_text())
        return has_word(*text, scope);
    json::Array const* list = scopes->as_array();
    return list && std::ranges::any_of(*list, [&](json::Value const& entry) {
        return entry.as_text() && *entry.as_text() == scope;
    });
}

Result<void> TokenValidator::check(AccessToken const& token, Requirement const& requirement) const
{
    for (std::string const& scope : requirement.scopes) {
        if (!token.has_scope(scope))
            return auth_fail(ErrorCode::InsufficientScope, "scope " + scope + " is missing");
    }
    if (!requirement.policies.empty() && !contains_ignoring_case(requirement.policies, token.policy()))
        return auth_fail(ErrorCode::InsufficientUserAuthentication, "another policy is needed");
    ValidatorConfig const& config = state_->config;
    // attack-28: a step-up wears off.
    bool const recent = !requirement.max_auth_age
        || relying_party::is_recent(ClaimsAccess::object(token.claims()), *requirement.max_auth_age,
            house_time(config.ports.clock->now()), config.clock_leeway);
    if (!recent)
        return auth_fail(ErrorCode::InsufficientUserAuthentication, "the sign-in is too long ago");
    return {};
}

} // namespace gatehouse::auth
