// JSON Web Keys: public ones only. RFC 7517.
#pragma once

#include "libs/base/result.h"
#include "libs/crypto/signing_key.h"
#include "libs/json/json.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::jose {

struct PublicJwk {
    std::string kid;
    crypto::VerifyingKey key;
    // The same for PS256, where an RSA key does not say which of the two it is for. RFC 7518 §3.5: both are sound.
    std::optional<crypto::VerifyingKey> pss = {};
};

// Reads {"keys":[...]} of at most 256 KiB and 100 keys. Keys for encryption, for another algorithm or of unknown kinds
// are passed over; a kid that stands twice, a private member ("d", "k") or a broken key is Fault::Invalid.
Result<std::vector<PublicJwk>> parse_key_set(std::string_view text);

// {"kid","nbf","use":"sig","kty","e","n"} in B2C's order, or the EC members for P-256.
json::Object public_jwk(std::string const& kid, std::int64_t nbf, crypto::SigningKey const& key);

// Adds "kty" and the numbers of a key.
void add_members(json::Object& jwk, crypto::RsaPublic const& key);
void add_members(json::Object& jwk, crypto::EcPublic const& key);

// base64url of the SHA-256 thumbprint, 43 characters. RFC 7638.
std::string thumbprint(crypto::SigningKey const& key);
std::string thumbprint(crypto::RsaPublic const& key);
std::string thumbprint(crypto::EcPublic const& key);

} // namespace gatehouse::jose
