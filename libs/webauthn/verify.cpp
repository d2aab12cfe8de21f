// Authenticator data, attestation and signatures, through libfido2.
#include "libs/base/secret.h"
#include "libs/crypto/digest.h"
#include "libs/webauthn/cbor.h"
#include "libs/webauthn/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <memory>

namespace gatehouse::webauthn {
namespace {

// WebAuthn §6.1.
constexpr size_t kHashSize = 32;
constexpr size_t kHeadSize = kHashSize + 1 + 4;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr unsigned kBackupEligible = 0x08;
constexpr unsigned kBackedUp = 0x10;
constexpr unsigned kHasCredential = 0x40;
// WebAuthn §7.1 step 24 of Level 3.
constexpr size_t kLongestId = 1023;

unsigned char const* bytes(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string text(unsigned char const* data, size_t size)
{
    return data ? std::string(reinterpret_cast<char const*>(data), size) : std::string();
}

struct Delete {
    void operator()(fido_cred_t* one) const { fido_cred_free(&one); }
    void operator()(fido_assert_t* one) const { fido_assert_free(&one); }
    void operator()(es256_pk_t* one) const { es256_pk_free(&one); }
    void operator()(eddsa_pk_t* one) const { eddsa_pk_free(&one); }
    void operator()(rs256_pk_t* one) const { rs256_pk_free(&one); }
};
template <class T>
using Owned = std::unique_ptr<T, Delete>;

struct Head {
    unsigned flags = 0;
    std::uint32_t sign_count = 0;
};

// WebAuthn §7.1 steps 12 to 16, §7.2 steps 15 to 18.
Result<Head, Flaw> check_head(std::string_view data, RelyingParty const& party, UserVerification verification)
{
    if (data.size() < kHeadSize)
        return std::unexpected(Flaw::Malformed);
    if (!constant_time_equal(data.substr(0, kHashSize), crypto::sha256(party.id)))
        return std::unexpected(Flaw::RelyingParty);
    Head head{ .flags = static_cast<unsigned char>(data[kHashSize]), .sign_count = 0 };
    for (size_t at = kHashSize + 1; at < kHeadSize; ++at)
        head.sign_count = (head.sign_count << 8) | static_cast<unsigned char>(data[at]);
    if ((head.flags & kUserPresent) == 0)
        return std::unexpected(Flaw::NotPresent);
    if (verification == UserVerification::Required && (head.flags & kUserVerified) == 0)
        return std::unexpected(Flaw::NotVerified);
    // WebAuthn Level 3 §6.1.3: what cannot be copied is not copied.
    if ((head.flags & kBackedUp) != 0 && (head.flags & kBackupEligible) == 0)
        return std::unexpected(Flaw::Malformed);
    return head;
}

// What follows the head must be whole items: libfido2 is handed nothing else.
bool is_well_formed(std::string_view data, bool has_credential)
{
    std::string_view rest = data.substr(kHeadSize);
    if (has_credential) {
        constexpr size_t kAaguid = 16;
        if (rest.size() < kAaguid + 2)
            return false;
        size_t const id = static_cast<size_t>(static_cast<unsigned char>(rest[kAaguid])) << 8
            | static_cast<unsigned char>(rest[kAaguid + 1]);
        if (id == 0 || id > kLongestId || rest.size() < kAaguid + 2 + id)
            return false;
        rest.remove_prefix(kAaguid + 2 + id);
        auto const key = cbor_length(rest);
        if (!key)
            return false;
        rest.remove_prefix(*key);
    }
    return rest.empty() || cbor_length(rest) == rest.size();
}

// libfido2 takes the key only of the type it was told to expect.
Owned<fido_cred_t> parse_credential(AttestationObject const& object, KeyType& type)
{
    for (KeyType const candidate : kKeyTypes) {
        Owned<fido_cred_t> credential(fido_cred_new());
        if (credential && fido_cred_set_type(credential.get(), static_cast<int>(candidate)) == FIDO_OK
            && fido_cred_set_authdata_raw(
                   credential.get(), bytes(object.authenticator_data), object.authenticator_data.size())
                == FIDO_OK) {
            type = candidate;
            return credential;
        }
    }
    return nullptr;
}

// WebAuthn §8.2: a self-attestation names the key's own algorithm and has no certificate. libfido2 checks neither;
// CTAP2 §6 fixes the bytes.
bool is_self_attestation(std::string_view statement, KeyType type)
{
    std::string start = "\xa2\x63"
                        "alg";
    switch (type) {
    case KeyType::Es256:
        start += '\x26';
        break;
    case KeyType::EdDsa:
        start += '\x27';
        break;
    case KeyType::Rs256:
        start += std::string("\x39\x01\x00", 3);
        break;
    }
    return statement.starts_with(start + "\x63sig");
}

// "none" proves nothing and says so: an empty statement. Otherwise the new key itself has signed. WebAuthn §8.7, §8.2.
Result<void, Flaw> check_attestation(fido_cred_t* credential, KeyType type, AttestationObject const& object,
    ClientData const& client, RelyingParty const& party)
{
    constexpr std::string_view kEmptyMap = "\xa0";
    if (object.format == "none") {
        if (object.statement != kEmptyMap)
            return std::unexpected(Flaw::Attestation);
        return {};
    }
    if (object.format != "packed" || !is_self_attestation(object.statement, type))
        return std::unexpected(Flaw::Attestation);
    if (fido_cred_set_fmt(credential, object.format.c_str()) != FIDO_OK
        || fido_cred_set_attstmt(credential, bytes(object.statement), object.statement.size()) != FIDO_OK
        || fido_cred_set_rp(credential, party.id.c_str(), nullptr) != FIDO_OK
        || fido_cred_set_clientdata_hash(credential, bytes(client.hash), client.hash.size()) != FIDO_OK
        || fido_cred_verify_self(credential) != FIDO_OK)
        return std::unexpected(Flaw::Attestation);
    return {};
}

template <class Key>
bool verify_with(fido_assert_t* assertion, KeyType type, Owned<Key> const& key, int (*load)(Key*, void const*, size_t),
    std::string const& public_key)
{
    return key && load(key.get(), public_key.data(), public_key.size()) == FIDO_OK
        && fido_assert_verify(assertion, 0, static_cast<int>(type), key.get()) == FIDO_OK;
}

bool verify_signature(fido_assert_t* assertion, Credential const& credential)
{
    switch (credential.type) {
    case KeyType::Es256:
        return verify_with(
            assertion, credential.type, Owned<es256_pk_t>(es256_pk_new()), es256_pk_from_ptr, credential.public_key);
    case KeyType::EdDsa:
        return verify_with(
            assertion, credential.type, Owned<eddsa_pk_t>(eddsa_pk_new()), eddsa_pk_from_ptr, credential.public_key);
    case KeyType::Rs256:
        return verify_with(
            assertion, credential.type, Owned<rs256_pk_t>(rs256_pk_new()), rs256_pk_from_ptr, credential.public_key);
    }
    return false;
}

} // namespace

Result<Credential, Flaw> verify_registration(RegistrationAnswer const& answer, ClientData const& client,
    RelyingParty const& party, UserVerification verification)
{
    auto const object = split_attestation_object(answer.attestation_object);
    if (!object)
        return std::unexpected(Flaw::Malformed);
    Head const head = TRY(check_head(object->authenticator_data, party, verification));
    if ((head.flags & kHasCredential) == 0 || !is_well_formed(object->authenticator_data, true))
        return std::unexpected(Flaw::Malformed);
    fido_init(0);
    Credential found;
    Owned<fido_cred_t> const credential = parse_credential(*object, found.type);
    if (!credential)
        return std::unexpected(Flaw::Algorithm);
    TRY(check_attestation(credential.get(), found.type, *object, client, party));
    found.id = text(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get()));
    found.public_key = text(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()));
    found.sign_count = head.sign_count;
    if (found.id.empty() || found.public_key.empty())
        return std::unexpected(Flaw::Malformed);
    return found;
}

Result<Assertion, Flaw> verify_assertion(AssertionAnswer const& answer, ClientData const& client,
    RelyingParty const& party, Credential const& credential, UserVerification verification)
{
    Head const head = TRY(check_head(answer.authenticator_data, party, verification));
    if ((head.flags & kHasCredential) != 0 || !is_well_formed(answer.authenticator_data, false))
        return std::unexpected(Flaw::Malformed);
    fido_init(0);
    Owned<fido_assert_t> const assertion(fido_assert_new());
    if (!assertion || fido_assert_set_count(assertion.get(), 1) != FIDO_OK
        || fido_assert_set_rp(assertion.get(), party.id.c_str()) != FIDO_OK
        || fido_assert_set_clientdata_hash(assertion.get(), bytes(client.hash), client.hash.size()) != FIDO_OK
        || fido_assert_set_authdata_raw(
               assertion.get(), 0, bytes(answer.authenticator_data), answer.authenticator_data.size())
            != FIDO_OK
        || fido_assert_set_sig(assertion.get(), 0, bytes(answer.signature), answer.signature.size()) != FIDO_OK)
        return std::unexpected(Flaw::Malformed);
    if (!verify_signature(assertion.get(), credential))
        return std::unexpected(Flaw::Signature);
    return Assertion{ .sign_count = head.sign_count, .user_verified = (head.flags & kUserVerified) != 0 };
}

} // namespace gatehouse::webauthn
