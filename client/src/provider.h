// One authority: its metadata and its keys.
#pragma once

#include "client/src/remote.h"
#include "libs/jose/jwk.h"
#include "libs/relying_party/metadata.h"

#include <string>
#include <vector>

namespace gatehouse::auth {

enum class AuthorityKind { B2c, Oidc };

// The policy a B2C authority's tokens must name: its last path segment, or "".
std::string policy_in(AuthorityKind kind, std::string_view authority);
// The authority's address is https, or http to loopback, and has a host. InvalidConfiguration otherwise.
Result<void> check_authority(std::string_view authority);

class Provider {
public:
    using Keys = std::vector<jose::PublicJwk>;
    // `issuers`: the only ones to accept; empty for the metadata's own if its origin is the authority's.
    Provider(AuthorityKind kind, std::string authority, std::vector<std::string> issuers, RemoteTiming key_timing,
        Ports ports);

    Result<std::shared_ptr<relying_party::Metadata const>> metadata();
    Result<std::shared_ptr<Keys const>> keys();
    Result<std::shared_ptr<Keys const>> keys_newer(std::shared_ptr<Keys const> const& seen);
    // The keys at hand, or newer ones when `kid` is not among them. Asks at a bounded rate.
    Result<std::shared_ptr<Keys const>> keys_with(std::string_view kid);
    std::string const& policy() const { return policy_; }

private:
    Result<std::string> fetch(std::string const& address, std::string_view what) const;
    Result<relying_party::Metadata> fetch_metadata() const;
    Result<Keys> fetch_keys();

    AuthorityKind kind_;
    std::string authority_;
    std::vector<std::string> issuers_;
    std::string policy_;
    Ports ports_;
    Remote<relying_party::Metadata> metadata_;
    Remote<Keys> keys_;
};

} // namespace gatehouse::auth
