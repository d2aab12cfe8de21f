// Public keys out of PEM text: of certificates and bare "PUBLIC KEY" blocks. Nothing is said of a certificate's issuer:
// whoever registers it vouches for the key.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::crypto {

struct PublicPem {
    std::variant<RsaPublic, EcPublic> key;
    // Raw digests of the certificate, by which clients name it (RFC 7515 §4.1.7, §4.1.8); "" for a bare key.
    std::string certificate_sha1;
    std::string certificate_sha256;
    std::string common_name = {}; // of the certificate's subject
    Time not_before = {};
    Time not_after = {};
};

// Every block in order. Fault::Invalid for text without one, for a broken one, and for a private key: it was meant to
// stay where it is.
Result<std::vector<PublicPem>> read_public_pem(std::string_view text);

// A certificate's DER bytes as PEM, whatever they are. RFC 7468 §2.
std::string certificate_pem(std::string_view der);

} // namespace gatehouse::crypto
