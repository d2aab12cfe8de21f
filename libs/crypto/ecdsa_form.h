// The two forms of an ECDSA signature over P-256: 64 raw bytes in a JWS (RFC 7518 §3.4), DER in OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

// Nothing when the text is no signature or a number is wider than 32 bytes.
std::optional<std::string> ecdsa_der_to_raw(std::string_view der);
// Nothing unless there are 64 bytes.
std::optional<std::string> ecdsa_raw_to_der(std::string_view raw);

} // namespace gatehouse::crypto
