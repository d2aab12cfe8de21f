// The relying party's side of passkeys: what a browser answered is read, compared with what was asked, and its
// signature checked. The challenge is the caller's: it knows what it issued, and to whom. libfido2 parses the keys and
// checks the signatures; nothing of it leaks. Source: Web Authentication Level 2 §7.1, §7.2.
#pragma once

#include "libs/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::webauthn {

// Why an answer is refused. For the audit: the person is told the same in every case.
enum class Flaw {
    Malformed,
    Ceremony, // an answer to "create" where "get" was asked, or the other way round
    Origin,
    CrossOrigin, // made in a frame of somebody else's page
    RelyingParty, // for another host
    NotPresent, // nobody touched the authenticator
    NotVerified, // neither PIN nor biometrics, where they are required
    Algorithm,
    Attestation,
    Signature,
};
std::string_view name(Flaw flaw); // "origin", "not_verified"

enum class Ceremony { Create, Get };
enum class UserVerification { Required, Preferred };

// Whom a passkey is for: the host of the public origin that the person is on.
struct RelyingParty {
    std::string id; // "login.contoso.com"
    std::string origin; // "https://login.contoso.com"
};
// Nothing for an address without a name: browsers have no passkeys for IP addresses.
std::optional<RelyingParty> relying_party(std::string const& origin);

// What browsers write with PublicKeyCredential.toJSON(). WebAuthn Level 3 §5.1.
struct RegistrationAnswer {
    std::string client_data; // JSON, the bytes that are signed
    std::string attestation_object; // CBOR
    std::vector<std::string> transports; // hints of the browser: "internal", "usb"
};
struct AssertionAnswer {
    std::string credential_id; // raw bytes
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
    std::string user_handle; // raw bytes; "" when the authenticator keeps none
};
Result<RegistrationAnswer, Flaw> read_registration(std::string_view json);
Result<AssertionAnswer, Flaw> read_assertion(std::string_view json);

// What was asked for and where, checked but for the challenge. `verify` functions ask for one, so that none is skipped.
struct ClientData {
    std::string challenge; // as it was sent, base64url
    std::string hash; // SHA-256, raw
};
Result<ClientData, Flaw> check_client_data(std::string const& json, Ceremony ceremony, RelyingParty const& party);

// COSE algorithms that are offered, the preferred one first. IANA COSE Algorithms.
enum class KeyType : int { Es256 = -7, EdDsa = -8, Rs256 = -257 };
inline constexpr KeyType kKeyTypes[] = { KeyType::Es256, KeyType::EdDsa, KeyType::Rs256 };

struct Credential {
    std::string id; // raw bytes, up to 1023
    KeyType type = KeyType::Es256;
    std::string public_key; // raw: x and y; the point; n and e
    std::uint32_t sign_count = 0;
};
// Attestation "none" and the authenticator's own signature ("packed" without a certificate) are taken; others are not
// asked for.
Result<Credential, Flaw> verify_registration(RegistrationAnswer const& answer, ClientData const& client,
    RelyingParty const& party, UserVerification verification);

struct Assertion {
    std::uint32_t sign_count = 0;
    bool user_verified = false;
};
Result<Assertion, Flaw> verify_assertion(AssertionAnswer const& answer, ClientData const& client,
    RelyingParty const& party, Credential const& credential, UserVerification verification);

} // namespace gatehouse::webauthn
