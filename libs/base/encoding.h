// Bytes as text and back. Decoders are strict: no white space, no stray padding, no non-canonical last character.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

// Without padding. RFC 4648 §5, RFC 7515 §2.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// With padding. RFC 4648 §4.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

// Upper case without padding, as authenticator apps want it. RFC 4648 §6. Decoding ignores case.
std::string base32_encode(std::string_view bytes);
std::optional<std::string> base32_decode(std::string_view text);

// Lower case. RFC 4648 §8. Decoding ignores case.
std::string hex_encode(std::string_view bytes);
std::optional<std::string> hex_decode(std::string_view text);

} // namespace gatehouse
