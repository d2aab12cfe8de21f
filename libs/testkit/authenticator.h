// An authenticator in software: makes passkeys and signs with them as a security key or a phone does, and lies in every
// way a test asks for.
#pragma once

#include "libs/crypto/signing_key.h"

#include <cstdint>
#include <string>

namespace gatehouse::testkit {

// What the answer says; the defaults are honest.
struct PasskeyLies {
    std::string type = {}; // instead of "webauthn.create" and "webauthn.get"
    std::string origin = {};
    std::string rp_id = {};
    std::string challenge = {};
    std::string format = "none"; // or "packed", signed by the new key
    std::string user_handle = {}; // instead of the one it was made for
    bool cross_origin = false;
    bool broken_signature = false;
    std::string trailing = {}; // behind the authenticator data
    unsigned flags = 0x05; // user present, user verified
};

class Authenticator {
public:
    Authenticator(std::string rp_id, std::string origin);

    // What the browser posts: PublicKeyCredential.toJSON(). `challenge` is base64url, as it stands in the options.
    std::string create(std::string const& challenge, std::string const& user_handle, PasskeyLies const& lies = {});
    std::string get(std::string const& challenge, PasskeyLies const& lies = {});

    std::string const& credential_id() const { return credential_id_; }
    // Counts up with each assertion; may be set back.
    std::uint32_t sign_count = 0;

private:
    std::string client_data(std::string_view type, std::string const& challenge, PasskeyLies const& lies) const;
    std::string authenticator_data(unsigned flags, PasskeyLies const& lies) const;
    std::string sign(std::string const& data, std::string const& client, PasskeyLies const& lies) const;
    std::string rp_id_;
    std::string origin_;
    std::string credential_id_;
    std::string user_handle_;
    crypto::SigningKey key_;
};

} // namespace gatehouse::testkit
