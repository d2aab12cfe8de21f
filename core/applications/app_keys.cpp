#include "core/applications/app_keys.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/public_pem.h"

namespace gatehouse {
namespace {

json::Object to_jwk(crypto::PublicPem const& pem)
{
    json::Object jwk;
    // A certificate is named by its thumbprint, as Entra names its own; a bare key by that of RFC 7638.
    if (!pem.certificate_sha1.empty()) {
        jwk.set("kid", base64url_encode(pem.certificate_sha1));
        jwk.set("x5t", base64url_encode(pem.certificate_sha1));
        jwk.set("x5t#S256", base64url_encode(pem.certificate_sha256));
        jwk.set("name", pem.common_name);
        jwk.set("nbf", unix_seconds(pem.not_before));
        jwk.set("exp", unix_seconds(pem.not_after));
    } else {
        jwk.set("kid", std::visit([](auto const& key) { return jose::thumbprint(key); }, pem.key));
    }
    jwk.set("use", "sig");
    std::visit([&](auto const& key) { jose::add_members(jwk, key); }, pem.key);
    return jwk;
}

} // namespace

Result<std::string> read_app_keys(std::string_view text)
{
    std::string keys(trim(text));
    if (!keys.starts_with('{')) {
        json::Array all;
        for (crypto::PublicPem const& pem : TRY(crypto::read_public_pem(keys)))
            all.emplace_back(to_jwk(pem));
        keys = json::write(json::Object{ { "keys", std::move(all) } });
    }
    // A private key in the set is refused here, too.
    auto const usable = TRY(jose::parse_key_set(keys));
    if (usable.empty())
        return fail(Fault::Invalid, "there is no RSA or P-256 key for signatures in it");
    return keys;
}

Result<std::vector<jose::PublicJwk>> usable_app_keys(std::string const& keys, Time now)
{
    if (keys.empty())
        return std::vector<jose::PublicJwk>();
    json::Object const set = TRY(json::parse_object(keys));
    json::Array current;
    json::Array const* all = set.array("keys");
    for (json::Value const& one : all ? *all : json::Array()) {
        json::Object const* jwk = one.as_object();
        auto const end = jwk ? jwk->integer("exp") : std::nullopt;
        if (jwk && (!end || now < from_unix_seconds(*end)))
            current.push_back(one);
    }
    return jose::parse_key_set(json::write(json::Object{ { "keys", std::move(current) } }));
}

} // namespace gatehouse
