// What a page asks of an authenticator. The challenge is bound to journey, step, use and person, as codes are.
#pragma once

#include "core/journey/run.h"
#include "libs/webauthn/webauthn.h"

namespace gatehouse::journey {

enum class PasskeyUse {
    Enrol, // a new one for the person of this journey
    Verify, // one that the person has: a second factor
    SignIn, // any that the authenticator keeps for us: it says who it is
};
std::optional<PasskeyUse> passkey_use(std::string_view operation);

// Where the person is; nothing on an address that browsers have no passkeys for.
std::optional<webauthn::RelyingParty> passkey_party(Run const& run);
// A challenge is for one use and one person; "" for SignIn, where nobody is known yet.
std::string passkey_purpose(PasskeyUse use);
// Metadata "userVerification": PIN or biometrics are required, or asked for where the authenticator has them.
webauthn::UserVerification passkey_verification(policy::Profile const& profile, PasskeyUse use);

// {"use": "Enrol", "publicKey": {...}} with a new challenge; "" where there is nothing to ask. Input claims of the
// profile by partner name: objectId, passkeyIds, userName, displayName. Metadata: Operation, userVerification.
// Shape of publicKey: WebAuthn §5.4 and §5.5, bytes as base64url.
std::string passkey_options(Run& run, policy::Profile const& profile);

} // namespace gatehouse::journey
