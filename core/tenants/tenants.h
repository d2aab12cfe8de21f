// A tenant: one directory with its policies, keys and apps.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/crypto/password_hash.h"
#include "libs/crypto/signing_key.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

// B2C: smart lock-out. The first lock lasts `first_lock`; each ten further failures double it, up to five hours.
struct LockoutSettings {
    int threshold = 10;
    std::chrono::seconds first_lock{ 60 };
    bool operator==(LockoutSettings const&) const = default;
};

// The B2C tenant that this one takes the place of. Who was imported with the password kElsewhere is asked for at its
// token endpoint by a resource owner flow, once; then the password is ours. directory.md §5.2.
struct OldDirectory {
    std::string token_endpoint; // "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token"
    std::string client_id; // of an app of that tenant which may use the flow
    bool operator==(OldDirectory const&) const = default;
};

struct Tenant {
    TenantId id;
    std::string domain; // "insurance.onmicrosoft.com", lower case
    std::string display_name;
    crypto::Algorithm signing_algorithm = crypto::Algorithm::Rs256;
    std::chrono::hours key_lifetime{ 24 * 90 };
    // The next key is published this long before it signs, so that clients have read it.
    std::chrono::hours key_published_before{ 24 * 2 };
    crypto::HashCost hash_cost;
    LockoutSettings lockout;
    // Public origins of its own ("https://login.contoso.com") beside the server's, the preferred one first. B2C: custom
    // domains.
    std::vector<std::string> origins;
    // How long a refresh token that was just used may be sent again by a client that never saw the answer; 0: never.
    std::chrono::seconds refresh_grace{ 30 };
    // Answers of the authorize endpoint carry `iss`. RFC 9207.
    bool iss_in_answers = false;
    // RFC 9449 §8: proofs of keys hold a nonce of the server's.
    bool dpop_nonces = false;
    // Text messages that one server sends for it within an hour: what a fraud can cost at most. 0: no limit.
    int texts_per_hour = 1000;
    // How long audit events are kept. B2C: 7 days.
    std::chrono::hours audit_kept{ 24 * 90 };
    // Where people's passwords still are, for those who came without one: see OldDirectory.
    std::optional<OldDirectory> old_directory = {};
    // The app whose id stands in the names of extension attributes, as the directory API spells them. B2C:
    // b2c-extensions-app; a tenant that moves here keeps its own. Empty: one made from the tenant's id.
    ClientId extensions_app;
    bool operator==(Tenant const&) const = default;
};

// "extension_831374b3bd5041bfaa54263ec9e050fc_": before the name of an extension attribute in the directory API.
std::string extension_prefix(Tenant const& tenant);

class Tenants {
public:
    virtual ~Tenants() = default;
    // By GUID or domain, in any case.
    virtual Result<std::optional<Tenant>> find(std::string const& id_or_domain) = 0;
    virtual Result<std::vector<Tenant>> list() = 0;
    // Inserts or replaces.
    virtual Result<void> save(Tenant const& tenant) = 0;
};

} // namespace gatehouse
