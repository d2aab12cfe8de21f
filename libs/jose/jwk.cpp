#include "libs/jose/jwk.h"

#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

#include <algorithm>
#include <array>

namespace gatehouse::jose {
namespace {

constexpr json::Limits kKeySetLimits{ .bytes = 256 * 1024, .depth = 8 };
constexpr size_t kMaxKeys = 100;
// RFC 7518 §6.2.2, §6.3.2, §6.4.1.
constexpr std::array<std::string_view, 8> kPrivateMembers{ "d", "p", "q", "dp", "dq", "qi", "oth", "k" };

Result<std::string> decode_number(json::Object const& jwk, std::string_view name)
{
    auto const text = jwk.text(name);
    auto bytes = text ? base64url_decode(*text) : std::nullopt;
    if (!bytes)
        return fail(Fault::Invalid, "JWK: \"" + std::string(name) + "\" is absent or not base64url");
    return std::move(*bytes);
}

// RFC 7517 §4.2, §4.3: a key may say what it is for; one that says nothing is for anything.
bool is_for_verifying(json::Object const& jwk, crypto::Algorithm algorithm)
{
    if (json::Value const* use = jwk.find("use"); use && jwk.text("use") != "sig")
        return false;
    if (json::Value const* alg = jwk.find("alg"); alg && jwk.text("alg") != crypto::name(algorithm))
        return false;
    if (!jwk.find("key_ops"))
        return true;
    json::Array const* operations = jwk.array("key_ops");
    return operations && std::ranges::find(*operations, json::Value("verify")) != operations->end();
}

// attack-44: the algorithm follows from the key, never from a token, so a key without "alg" is not a weak one.
std::optional<crypto::Algorithm> algorithm_of(json::Object const& jwk)
{
    auto const kind = jwk.text("kty");
    if (kind == "RSA")
        return jwk.text("alg") == "PS256" ? crypto::Algorithm::Ps256 : crypto::Algorithm::Rs256;
    if (kind == "EC" && jwk.text("crv") == "P-256")
        return crypto::Algorithm::Es256;
    return std::nullopt;
}

Result<crypto::VerifyingKey> read_key(json::Object const& jwk, crypto::Algorithm algorithm)
{
    if (algorithm != crypto::Algorithm::Es256) {
        std::string n = TRY(decode_number(jwk, "n"));
        std::string e = TRY(decode_number(jwk, "e"));
        return crypto::VerifyingKey::make_rsa({ .n = std::move(n), .e = std::move(e) }, algorithm);
    }
    std::string x = TRY(decode_number(jwk, "x"));
    std::string y = TRY(decode_number(jwk, "y"));
    return crypto::VerifyingKey::make_p256({ .x = std::move(x), .y = std::move(y) });
}

Result<std::optional<PublicJwk>> read_jwk(json::Value const& value)
{
    json::Object const* jwk = value.as_object();
    if (!jwk)
        return fail(Fault::Invalid, "JWK: a key is not an object");
    if (std::ranges::any_of(kPrivateMembers, [jwk](std::string_view name) { return jwk->find(name) != nullptr; }))
        return fail(Fault::Invalid, "JWK: a private key stands in a public set");
    auto const algorithm = algorithm_of(*jwk);
    if (!algorithm || !is_for_verifying(*jwk, *algorithm))
        return std::nullopt;
    if (jwk->find("kid") && !jwk->text("kid"))
        return fail(Fault::Invalid, "JWK: a kid is not text");
    crypto::VerifyingKey key = TRY(read_key(*jwk, *algorithm));
    PublicJwk read{ .kid = jwk->text("kid").value_or(""), .key = std::move(key) };
    if (*algorithm == crypto::Algorithm::Rs256 && !jwk->find("alg"))
        read.pss = TRY(read_key(*jwk, crypto::Algorithm::Ps256));
    return read;
}

std::string digest_of(json::Object const& required_members)
{
    return base64url_encode(crypto::sha256(json::write(required_members)));
}

} // namespace

Result<std::vector<PublicJwk>> parse_key_set(std::string_view text)
{
    json::Object const set = TRY(json::parse_object(text, kKeySetLimits));
    json::Array const* keys = set.array("keys");
    if (!keys || keys->size() > kMaxKeys)
        return fail(Fault::Invalid, "JWK set: \"keys\" is absent or has more than 100 entries");
    std::vector<PublicJwk> out;
    for (json::Value const& value : *keys) {
        auto jwk = TRY(read_jwk(value));
        if (!jwk)
            continue;
        if (!jwk->kid.empty() && std::ranges::find(out, jwk->kid, &PublicJwk::kid) != out.end())
            return fail(Fault::Invalid, "JWK set: a kid stands twice");
        out.push_back(std::move(*jwk));
    }
    return out;
}

json::Object public_jwk(std::string const& kid, std::int64_t nbf, crypto::SigningKey const& key)
{
    json::Object jwk{ { "kid", kid }, { "nbf", nbf }, { "use", "sig" } };
    if (key.algorithm() != crypto::Algorithm::Es256)
        add_members(jwk, key.rsa_public());
    else
        add_members(jwk, key.ec_public());
    return jwk;
}

void add_members(json::Object& jwk, crypto::RsaPublic const& key)
{
    jwk.set("kty", "RSA");
    jwk.set("e", base64url_encode(key.e));
    jwk.set("n", base64url_encode(key.n));
}

void add_members(json::Object& jwk, crypto::EcPublic const& key)
{
    jwk.set("kty", "EC");
    jwk.set("crv", "P-256");
    jwk.set("x", base64url_encode(key.x));
    jwk.set("y", base64url_encode(key.y));
}

// RFC 7638 §3.2, §3.3: the required members only, in lexicographic order.
std::string thumbprint(crypto::RsaPublic const& key)
{
    return digest_of({ { "e", base64url_encode(key.e) }, { "kty", "RSA" }, { "n", base64url_encode(key.n) } });
}

std::string thumbprint(crypto::EcPublic const& key)
{
    return digest_of(
        { { "crv", "P-256" }, { "kty", "EC" }, { "x", base64url_encode(key.x) }, { "y", base64url_encode(key.y) } });
}

std::string thumbprint(crypto::SigningKey const& key)
{
    return key.algorithm() != crypto::Algorithm::Es256 ? thumbprint(key.rsa_public()) : thumbprint(key.ec_public());
}

} // namespace gatehouse::jose
