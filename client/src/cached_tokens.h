// What a TokenCache holds, for the library itself.
#pragma once

#include <gatehouse/token_cache.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::auth {

struct CachedAccessToken {
    std::vector<std::string> scopes;
    std::string token;
    Time expires_on;
};

// One account at one authority. A policy is an authority, so tokens of two policies never mix.
struct CachedEntry {
    Account account;
    std::string client_id;
    std::vector<CachedAccessToken> access_tokens;
    std::string refresh_token;
    std::string id_token;
    std::string claims; // JSON of the id_token's claims
    Time stored_at;
};

struct TokenCacheAccess {
    static std::optional<CachedEntry> find(
        TokenCache const& cache, std::string_view home_account_id, std::string_view authority);
    // Replaces the entry of the same account and authority.
    static void put(TokenCache& cache, CachedEntry entry);
    // Forgets the refresh token if it is still this one.
    static void drop_refresh_token(TokenCache& cache, CachedEntry const& entry);
    static std::vector<Account> accounts(TokenCache const& cache, std::string_view authority);
    static void remove(TokenCache& cache, std::string_view home_account_id);
};

} // namespace gatehouse::auth
