#include "core/policies/key_sets.h"

#include "core/policy/user_flow.h"
#include "libs/base/text.h"
#include "libs/crypto/pkcs12.h"
#include "libs/crypto/public_pem.h"

namespace gatehouse {
namespace {

constexpr std::string_view kPrefix = "B2C_1A_";
constexpr size_t kLongestId = 64;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

bool begins_with(std::string_view id, std::string_view prefix)
{
    return id.size() >= prefix.size() && equals_ignoring_case(id.substr(0, prefix.size()), prefix);
}

} // namespace

std::string full_key_set_id(std::string_view id)
{
    return id.size() > kPrefix.size() && begins_with(id, kPrefix) ? std::string(id)
                                                                  : std::string(kPrefix) + std::string(id);
}

bool is_key_set_id(std::string_view id)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= kLongestId && id.find_first_not_of(kPlain) == std::string_view::npos;
}

bool is_of_flow_part(std::string_view id)
{
    return begins_with(id, policy::kProviderSecrets) || begins_with(id, policy::kConnectorSecrets);
}

bool is_key_set_of_policies(std::string_view id)
{
    return full_key_set_id(id) == id && !is_of_flow_part(id);
}

bool is_in_time(PolicyKeySet const& set, Time now)
{
    return set.begins.value_or(now) <= now && (!set.expires || now < *set.expires);
}

Result<void> give_key(PolicySecrets& secrets, TenantId const& tenant, PolicyKeySet& set, NewPolicyKey const& key,
    Time now, Random& random)
{
    set.kid = random_token(random);
    set.type = key.type;
    set.use = key.use;
    set.changed = now;
    set.begins = key.begins;
    set.expires = key.expires;
    if (key.secret)
        TRY(secrets.save(tenant, set.id, *key.secret));
    return secrets.save_set(tenant, set);
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
    return NewPolicyKey{ "sig", std::string(kCertificateType), PolicySecret(std::move(pem)) };
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
    if (!crypto::read_public_pem(first_certificate(pem.reveal())))
        return fail(Fault::Invalid, "The certificate is not of an RSA or P-256 key.");
    return NewPolicyKey{ "sig", std::string(kCertificateType), std::move(pem) };
}

std::string_view first_certificate(std::string_view pem)
{
    return pem.substr(0, pem.find(kEnd) + kEnd.size());
}

} // namespace gatehouse
