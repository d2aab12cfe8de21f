// A walk over CBOR that trusts nothing: what it lets through is well-formed, of definite length and not deep, so that
// the library behind it never meets a length that the bytes do not have. Source: RFC 8949; CTAP2 canonical CBOR.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::webauthn {

// The bytes of the first item; nothing when there is none, it is cut off, indefinite or nested deeper than 8.
std::optional<size_t> cbor_length(std::string_view bytes);

// An attestation object taken apart: a map of exactly these three. WebAuthn §6.5.4.
struct AttestationObject {
    std::string format; // "none", "packed"
    std::string statement; // CBOR, as it stands
    std::string authenticator_data;
};
std::optional<AttestationObject> split_attestation_object(std::string_view bytes);

} // namespace gatehouse::webauthn
