// What clients sign themselves: assertions and DPoP proofs.
#pragma once

#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"
#include "libs/crypto/signing_key.h"

namespace gatehouse::oidc {

inline std::string sign_parts(json::Object const& header, json::Object const& claims, crypto::SigningKey const& key)
{
    std::string const text = base64url_encode(json::write(header)) + "." + base64url_encode(json::write(claims));
    return text + "." + base64url_encode(key.sign(text).value());
}

inline json::Object public_members(crypto::SigningKey const& key)
{
    json::Object jwk;
    if (key.algorithm() != crypto::Algorithm::Es256)
        jose::add_members(jwk, key.rsa_public());
    else
        jose::add_members(jwk, key.ec_public());
    return jwk;
}

struct Proof {
    std::string method = "POST";
    std::string address = std::string(kOrigin) + endpoint("token");
    std::string access_token = {};
    std::string typ = "dpop+jwt";
    std::string jti = {}; // "" makes one
    std::string nonce = {};
};

inline std::string make_proof(crypto::SigningKey const& key, Time now, Proof const& proof = {})
{
    static int count = 0;
    json::Object claims{ { "jti", proof.jti.empty() ? "jti-" + std::to_string(++count) : proof.jti },
        { "htm", proof.method }, { "htu", proof.address }, { "iat", unix_seconds(now) } };
    if (!proof.nonce.empty())
        claims.set("nonce", proof.nonce);
    if (!proof.access_token.empty())
        claims.set("ath", crypto::sha256_text(proof.access_token));
    return sign_parts(
        { { "typ", proof.typ }, { "alg", crypto::name(key.algorithm()) }, { "jwk", public_members(key) } }, claims,
        key);
}

} // namespace gatehouse::oidc
