// RSA and P-256 keys that sign and verify. A key knows its one algorithm: an RS256 key never checks a PS256, ES256 or
// HS256 signature (attack-44).
#pragma once

#include "libs/base/result.h"
#include "libs/base/secret.h"

#include <memory>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

enum class Algorithm { Rs256, Ps256, Es256 };
std::string_view name(Algorithm algorithm); // "RS256"

// DER, PKCS#8.
using PrivateKeyBytes = Secret<struct PrivateKeyTag>;

// Raw big-endian numbers without leading zeros (RSA) or with fixed width (EC): what a JWK carries.
struct RsaPublic {
    std::string n;
    std::string e;
};
struct EcPublic {
    std::string x;
    std::string y;
};

// Cheap to copy; safe to use from several threads at once.
class VerifyingKey {
public:
    // Fault::Invalid for fewer than 2048 or more than 8192 bits, or an exponent that is even, below 3 or over 64 bits.
    static Result<VerifyingKey> make_rsa(RsaPublic const& key, Algorithm algorithm = Algorithm::Rs256);
    // Fault::Invalid for a point that is not on P-256.
    static Result<VerifyingKey> make_p256(EcPublic const& key);

    Algorithm algorithm() const;
    // ES256 signatures are the 64 raw bytes of RFC 7518 §3.4.
    bool verify(std::string_view message, std::string_view signature) const;

private:
    friend class SigningKey;
    struct State;
    std::shared_ptr<State const> state_;
};

class SigningKey {
public:
    // RSA 2048 for RS256 and PS256 (tens to hundreds of milliseconds), P-256 for ES256.
    static Result<SigningKey> generate(Algorithm algorithm);
    // An RSA key is one for RS256: its bytes do not say what it was made for.
    static Result<SigningKey> load(PrivateKeyBytes const& bytes);
    // The first private key of a PEM text, which may hold certificates as well; not encrypted.
    static Result<SigningKey> load_pem(std::string_view pem);

    Algorithm algorithm() const;
    // RS256 takes about 0.75 ms.
    Result<std::string> sign(std::string_view message) const;
    PrivateKeyBytes private_bytes() const;
    VerifyingKey verifying_key() const;
    // One of the two is filled, by algorithm.
    RsaPublic rsa_public() const;
    EcPublic ec_public() const;

private:
    struct State;
    std::shared_ptr<State const> state_;
};

} // namespace gatehouse::crypto
