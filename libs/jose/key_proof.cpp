#include "libs/jose/key_proof.h"

#include "libs/base/encoding.h"

namespace gatehouse::jose {
namespace {

std::string number(json::Object const& jwk, std::string_view name)
{
    return base64url_decode(jwk.text(name).value_or("")).value_or("");
}

// Of a key that parse_key_set accepted, so its numbers are there.
std::string thumbprint_of(json::Object const& jwk, crypto::Algorithm algorithm)
{
    if (algorithm != crypto::Algorithm::Es256)
        return thumbprint(crypto::RsaPublic{ .n = number(jwk, "n"), .e = number(jwk, "e") });
    return thumbprint(crypto::EcPublic{ .x = number(jwk, "x"), .y = number(jwk, "y") });
}

} // namespace

Result<KeyProof, JwtFault> verify_key_proof(std::string_view text, std::string_view typ)
{
    auto token = parse_jwt(text);
    json::Object const* given = token ? token->header.object("jwk") : nullptr;
    if (!given || token->typ != typ)
        return std::unexpected(JwtFault::Malformed);
    json::Object const jwk = *given;
    // RFC 9449 §4.3: no private key; parse_key_set refuses one.
    auto const keys = parse_key_set(json::write(json::Object{ { "keys", json::Array{ jwk } } }));
    if (!keys || keys->size() != 1)
        return std::unexpected(JwtFault::UnknownKey);
    // The key is the one in the header, whatever name it or the header gives.
    token->kid = keys->front().kid;
    VerifiedJwt const verified = TRY(verify(std::move(*token), *keys));
    return KeyProof{ verified.claims(), thumbprint_of(jwk, keys->front().key.algorithm()) };
}

} // namespace gatehouse::jose
