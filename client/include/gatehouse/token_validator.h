// An API's half: is this access token good, and good enough? Safe to use from several threads; a check takes about as
// long as the signature check and locks nothing while the keys at hand are fresh.
#pragma once

#include <gatehouse/claims.h>
#include <gatehouse/error.h>
#include <gatehouse/ports.h>
#include <gatehouse/step_up.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::auth {

struct ValidatorConfig {
    // Where metadata and keys come from; one of the two, as in ClientConfig.
    std::string authority;
    std::string oidc_authority;
    // Exact; at least one. B2C: "https://{host}/{tenant id}/v2.0/", or one per policy under the tfp setting.
    std::vector<std::string> issuers;
    // This API's client id; at least one.
    std::vector<std::string> audiences;
    // Tokens must name one of them in `tfp` or `acr`, ignoring case; empty accepts any policy of the issuer.
    std::vector<std::string> policies;
    std::chrono::seconds clock_leeway{ 60 };
    // Keys are asked for again after this, and used for up to `keys_usable_for` while the server does not answer.
    std::chrono::seconds keys_fresh_for{ 3600 };
    std::chrono::seconds keys_usable_for{ 24 * 3600 };
    // A token with an unknown `kid` makes us ask at once, but not more often than this.
    std::chrono::seconds min_refresh_interval{ 5 };
    Ports ports;
};

// "https://{host}/{tenant id}/v2.0/" and "https://{host}/tfp/{tenant id}/{policy}/v2.0/" for each policy.
std::vector<std::string> b2c_issuers(
    std::string_view host, std::string_view tenant_id, std::vector<std::string> const& policies);

// A token that passed. What it may do is asked with check().
class AccessToken {
public:
    Claims const& claims() const { return claims_; }
    std::string object_id() const { return claims_.object_id(); }
    std::string policy() const { return claims_.policy(); }
    bool has_scope(std::string_view scope) const;

private:
    friend class TokenValidator;
    Claims claims_;
};

class TokenValidator {
public:
    // Touches no network; the keys are fetched when the first token comes.
    static Result<TokenValidator> make(ValidatorConfig config);

    // NetworkFault only when no usable keys are at hand: a fault of the network is never called a bad token.
    Result<AccessToken> validate(std::string_view token) const;
    // "Bearer <token>", the scheme in any case.
    Result<AccessToken> validate_header(std::string_view authorization) const;
    // InsufficientScope or InsufficientUserAuthentication.
    Result<void> check(AccessToken const& token, Requirement const& requirement) const;

private:
    struct State;
    explicit TokenValidator(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace gatehouse::auth
