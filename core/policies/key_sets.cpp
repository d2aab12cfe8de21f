#include "core/policies/key_sets.h"

#include "core/policy/user_flow.h"
#include "libs/base/text.h"
#include "libs/crypto/pkcs12.h"
#include "libs/crypto/public_pem.h"

#include <algorithm>

namespace gatehouse {
namespace {

constexpr std::string_view kPrefix = "B2C_1A_";
constexpr size_t kLongestId = 64;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

// Whose time has come last, expired or not.
PolicyKey const* last_begun(std::vector<PolicyKey> const& keys, Time now)
{
    PolicyKey const* last = nullptr;
    for (PolicyKey const& key : keys)
        if (begin_of(key) <= now && (!last || begin_of(*last) <= begin_of(key)))
            last = &key;
    return last;
}

NewPolicyKey key_of(crypto::PublicPem const& certificate, PolicySecret pem)
{
    return {
        .use = "sig", .type = std::string(kCertificateType), .secret = std::move(pem), .expires = certificate.not_after
    };
}

} // namespace

std::string full_key_set_id(std::string_view id)
{
    return id.size() > kPrefix.size() && starts_with_ignoring_case(id, kPrefix)
        ? std::string(id)
        : std::string(kPrefix) + std::string(id);
}

bool is_key_set_id(std::string_view id)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= kLongestId && id.find_first_not_of(kPlain) == std::string_view::npos;
}

bool is_of_flow_part(std::string_view id)
{
    return starts_with_ignoring_case(id, policy::kProviderSecrets)
        || starts_with_ignoring_case(id, policy::kConnectorSecrets);
}

bool is_key_set_of_policies(std::string_view id)
{
    return full_key_set_id(id) == id && !is_of_flow_part(id);
}

Time begin_of(PolicyKey const& key)
{
    return key.begins.value_or(key.added);
}

bool has_expired(PolicyKey const& key, Time now)
{
    return key.expires && *key.expires <= now;
}

PolicyKey const* active_key(PolicyKeySet const& set, Time now)
{
    PolicyKey const* last = last_begun(set.keys, now);
    return last && has_expired(*last, now) ? nullptr : last;
}

Result<PolicyKey> give_key(PolicySecrets& secrets, TenantId const& tenant, PolicyKeySet& set, NewPolicyKey const& key,
    Time now, Random& random)
{
    if (key.expires && *key.expires <= std::max(key.begins.value_or(now), now))
        return fail(Fault::Invalid,
            "The key would have expired before it is used: its end must lie behind its beginning and behind now.");
    PolicyKey added{ .kid = random_token(random),
        .type = key.type,
        .use = key.use,
        .added = now,
        .begins = key.begins,
        .expires = key.expires };
    set.keys.push_back(added);
    PolicyKey const* used = last_begun(set.keys, now);
    std::vector<PolicyKey> kept;
    // The new one stays in any case: whoever gave it looks for it.
    for (PolicyKey const& one : set.keys)
        if (begin_of(one) > now || &one == used || one.kid == added.kid)
            kept.push_back(one);
        else
            TRY(secrets.remove_key(tenant, set.id, one.kid));
    if (kept.size() > kMostKeysOfASet)
        return fail(Fault::Invalid,
            "The key set has " + std::to_string(kept.size() - 1)
                + " keys that are used or wait for their time, and no room for more: delete it and make it anew.");
    set.keys = std::move(kept);
    set.changed = now;
    TRY(secrets.save_set(tenant, set));
    TRY(secrets.add_key(tenant, set.id, added, key.secret));
    return added;
}

Result<NewPolicyKey> certificate_key(std::string_view file)
{
    std::string pem(file);
    if (file.find("-----BEGIN") == std::string_view::npos)
        pem = crypto::certificate_pem(file);
    auto const keys = crypto::read_public_pem(pem);
    bool const is_certificate = keys && !keys->front().certificate_sha1.empty();
    size_t const begin = pem.find(kBegin);
    size_t const end = pem.rfind(kEnd);
    if (!is_certificate || begin == std::string::npos || end == std::string::npos)
        return fail(Fault::Invalid,
            "This is no certificate of an RSA or P-256 key without its private key. One with it is a PKCS #12 file.");
    // Tools write about it before and behind.
    pem = pem.substr(begin, end + kEnd.size() - begin) + "\n";
    return key_of(keys->front(), PolicySecret(std::move(pem)));
}

Result<PolicySecret> read_pkcs12(std::string_view file, std::string_view password)
{
    auto const opened = crypto::open_pkcs12(file, password);
    if (!opened && opened.error().fault == Fault::Denied)
        return fail(Fault::Denied, "The password does not open the PKCS #12 file.");
    if (!opened)
        return fail(Fault::Invalid,
            "The certificate cannot be used: give a PKCS #12 file that holds it with its private key, protected with "
            "AES as tools of today do it.");
    return PolicySecret(opened->certificate_pem + opened->key_pem);
}

Result<NewPolicyKey> pkcs12_key(std::string_view file, std::string_view password)
{
    PolicySecret pem = TRY(read_pkcs12(file, password));
    auto const certificate = crypto::read_public_pem(first_certificate(pem.reveal()));
    if (!certificate)
        return fail(Fault::Invalid, "The certificate is not of an RSA or P-256 key.");
    return key_of(certificate->front(), std::move(pem));
}

std::string_view first_certificate(std::string_view pem)
{
    return pem.substr(0, pem.find(kEnd) + kEnd.size());
}

} // namespace gatehouse
