// Tokens of one person's session, kept apart by account and by the policy that issued them.
#pragma once

#include <gatehouse/claims.h>
#include <gatehouse/error.h>
#include <gatehouse/ports.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::auth {

struct Account {
    // "<oid>-<policy>.<tenant id>" from client_info; "<subject>-<policy>" where a server sends none.
    std::string home_account_id;
    std::string local_account_id; // `oid`, else `sub`
    std::string username; // the first e-mail address
    std::string display_name; // `name`
    std::string authority; // that issued the tokens
};

struct AuthenticationResult {
    std::string access_token; // "" when only OpenID scopes were granted
    std::string id_token;
    Claims claims; // of the id_token
    Account account;
    std::vector<std::string> scopes; // granted
    Time expires_on; // of the access token
};

// Safe to use from several threads. A server keeps one per session: serialize() into the session, deserialize() out.
class TokenCache {
public:
    TokenCache();
    ~TokenCache();
    TokenCache(TokenCache const&) = delete;
    TokenCache& operator=(TokenCache const&) = delete;

    // Holds refresh tokens: seal it before it rests anywhere.
    std::string serialize() const;
    // Replaces the content; a text that is not ours leaves an empty cache and is InvalidConfiguration.
    Result<void> deserialize(std::string_view text);
    // Takes what `other` holds and we do not, or what it got later: two requests of one session may both have changed
    // it.
    void merge(TokenCache const& other);
    // True when the content differs from what was deserialized or last serialized.
    bool has_state_changed() const;

private:
    friend struct TokenCacheAccess;
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gatehouse::auth
