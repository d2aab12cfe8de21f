// Digests and message authentication codes. Algorithms are fetched once; contexts are per thread.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::crypto {

// 32 raw bytes.
std::string sha256(std::string_view bytes);
// The same as 43 base64url characters: how bearer values are kept.
std::string sha256_text(std::string_view bytes);
// A GUID that stands for the text: for ids that need no row, since anybody can make them again. RFC 9562 §5.8.
std::string digest_guid(std::string_view text);
// 20 raw bytes; only for HOTP/TOTP.
std::string hmac_sha1(std::string_view key, std::string_view bytes);
// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// `length` raw bytes. RFC 5869.
std::string hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info, size_t length);

} // namespace gatehouse::crypto
