// Signed JSON Web Tokens. What was parsed and what was proven are two types: there is no way from one to the other but
// verify(). RFC 7515, RFC 7519, RFC 8725.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/jose/jwk.h"
#include "libs/json/json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::jose {

// {"alg","kid","typ":"JWT"} . claims . signature. `typ` may be replaced, e.g. "at+jwt".
Result<std::string> sign_jwt(
    json::Object const& claims, std::string const& kid, crypto::SigningKey const& key, std::string_view typ = "JWT");

// Taken apart, nothing proven.
struct UnverifiedJwt {
    std::string alg;
    std::string kid;
    std::string typ;
    json::Object header; // all of it
    json::Object claims;
    std::string signed_part; // header.payload as sent
    std::string signature; // raw bytes
};
// At most 32 KiB; three parts; strict base64url and JSON without duplicate names (attack-45, -49, -72). `crit`, `zip`
// and `b64` headers are refused; jku, x5u, jwk and x5c are ignored and never fetched (attack-48).
Result<UnverifiedJwt> parse_jwt(std::string_view text);

// Why a token is not accepted.
enum class JwtFault {
    Malformed,
    UnknownKey,
    WrongAlgorithm,
    BadSignature,
    Expired,
    NotYetValid,
    WrongIssuer,
    WrongAudience
};
std::string_view name(JwtFault fault);

// The claims of a token whose signature was checked with a key of `keys`.
class VerifiedJwt {
public:
    json::Object const& claims() const { return claims_; }
    std::string const& kid() const { return kid_; }

private:
    friend Result<VerifiedJwt, JwtFault> verify(UnverifiedJwt, std::span<PublicJwk const>);
    friend Result<VerifiedJwt, JwtFault> verify_with_secret(UnverifiedJwt, std::string_view);
    VerifiedJwt() = default;
    json::Object claims_;
    std::string kid_;
};
// The key is chosen by `kid` and `alg` must be an algorithm of its own; a token without kid is accepted only when there
// is exactly one key.
Result<VerifiedJwt, JwtFault> verify(UnverifiedJwt token, std::span<PublicJwk const> keys);

// HS256 and nothing else: what a secret may check, a public key may not (attack-44). RFC 7518 §3.2: the secret has at
// least 256 bits; a shorter one is UnknownKey.
Result<VerifiedJwt, JwtFault> verify_with_secret(UnverifiedJwt token, std::string_view secret);

struct Expectations {
    std::string issuer; // exact; "" skips the check
    std::vector<std::string> audiences; // one of them must be in `aud`; empty skips the check
    Time now;
    seconds leeway{ 60 };
};
// exp (required, a number below 2^53), nbf, iat not in the future, iss, aud (string or array of strings). A time claim
// that is no such number is Malformed; exp has passed when now >= exp + leeway.
Result<void, JwtFault> check_claims(json::Object const& claims, Expectations const& expected);

} // namespace gatehouse::jose
