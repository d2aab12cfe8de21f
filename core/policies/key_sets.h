// How key sets are named and given keys, whoever asks. Facts: directory.md §1.10.
#pragma once

#include "core/policies/secrets.h"
#include "libs/base/random.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

// B2C makes keys of 256 bits.
inline constexpr size_t kPolicyKeyBytes = 32;

// "B2C_1A_RestApiKey": with B2C's prefix, which is added where it is missing.
std::string full_key_set_id(std::string_view id);
// At most 64 letters, digits, "-" and "_".
bool is_key_set_id(std::string_view id);
// What the secret of an identity provider or an API connector is kept as. It is given where those are, by whoever may,
// and neither by hand nor named by a policy of the tenant's own.
bool is_of_flow_part(std::string_view id);
// B2C's prefix, and no secret of a part of flows.
bool is_key_set_of_policies(std::string_view id);

struct NewPolicyKey {
    std::string use; // "sig" or "enc"
    std::string type; // see PolicyKey
    std::optional<PolicySecret> secret; // nothing for one that stands for the tenant's keys
    // See PolicyKey.
    std::optional<Time> begins = {};
    std::optional<Time> expires = {};
};
// When the key may be used first.
Time begin_of(PolicyKey const& key);
bool has_expired(PolicyKey const& key, Time now);
// The key that is used now: the one that began last; nothing when it has expired. B2C's rule: what was replaced does
// not come back.
PolicyKey const* active_key(PolicyKeySet const& set, Time now);
// Adds the key to the set. Those that were replaced go. Fault::Invalid with a sentence for a key that ends before it
// begins or that has ended, and when the set is full of keys that wait for their time.
Result<PolicyKey> give_key(PolicySecrets& secrets, TenantId const& tenant, PolicyKeySet& set, NewPolicyKey const& key,
    Time now, Random& random);
inline constexpr size_t kMostKeysOfASet = 20;

// PolicyKey::type of a certificate, with or without its private key.
inline constexpr std::string_view kCertificateType = "X509";
// Keys of certificates end when these do.
// A certificate alone, PEM or the bytes of a DER file: for what others sign. Fault::Invalid with a sentence that says
// what to give.
Result<NewPolicyKey> certificate_key(std::string_view file);
// A certificate with its private key, the bytes of a PKCS #12 file. Fault::Denied when the password is wrong, else as
// above.
Result<NewPolicyKey> pkcs12_key(std::string_view file, std::string_view password);
// What the file holds, as PEM. Errors as above.
Result<PolicySecret> read_pkcs12(std::string_view file, std::string_view password);
// The first certificate of a key of this type, as PEM; nothing of a private key.
std::string_view first_certificate(std::string_view pem);

} // namespace gatehouse
