// What copies of one application share: configuration, what is known about each authority, and running refreshes.
#pragma once

#include "client/src/provider.h"
#include "client/src/single_flight.h"
#include "libs/jose/jwt.h"
#include "libs/relying_party/id_token.h"
#include "libs/url/url.h"

#include <gatehouse/confidential_client.h>

#include <map>
#include <mutex>

namespace gatehouse::auth {

struct CachedEntry;

struct ConfidentialClientApplication::State {
    ClientConfig config;
    AuthorityKind kind = AuthorityKind::B2c;
    std::string authority;
    std::mutex mutex;
    // Lower-case authority to what is known about it. A policy whose metadata fails does not disturb the others.
    std::map<std::string, std::shared_ptr<Provider>> providers;
    SingleFlight refreshes;

    Result<std::shared_ptr<Provider>> provider(std::string const& wanted);
    Result<relying_party::Tokens> redeem(std::string const& token_endpoint, url::Form const& form);
    Result<jose::VerifiedJwt> prove(
        Provider& provider, std::string_view id_token, relying_party::ExpectedIdToken expected);
    // Asks for new tokens with the entry's refresh token, once for all who hold it.
    Result<relying_party::Tokens> refresh(CachedEntry const& entry, std::vector<std::string> const& scopes);
    // Puts new tokens in place of the old ones. InvalidIdToken when they are about somebody else.
    Result<void> renew(CachedEntry& entry, relying_party::Tokens const& tokens, std::vector<std::string> const& scopes);
    Time now() const { return config.ports.clock->now(); }
};

bool is_openid_scope(std::string_view scope);
std::vector<std::string> with_openid_scopes(std::vector<std::string> scopes);
std::vector<std::string> without_openid_scopes(std::vector<std::string> scopes);

} // namespace gatehouse::auth
