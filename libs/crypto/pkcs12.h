// A certificate with its private key, as certificate authorities hand it out: a PKCS #12 file (.pfx, .p12). RFC 7292.
#pragma once

#include "libs/crypto/certificate.h"

#include <string_view>

namespace gatehouse::crypto {

// The certificate (and those of the chain behind it) and the key (PKCS #8) as PEM. Fault::Invalid when the bytes are no
// such file, it has no key or no certificate, or is protected by a cipher of the last century; Fault::Denied when the
// password is wrong.
Result<CertificateAndKey> open_pkcs12(std::string_view bytes, std::string_view password);

} // namespace gatehouse::crypto
