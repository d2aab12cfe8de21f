// Both answers of a browser and the bytes inside must end in a value or a flaw, whatever they are.
#include "libs/crypto/digest.h"
#include "libs/webauthn/cbor.h"
#include "libs/webauthn/webauthn.h"

using namespace gatehouse;

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, size_t size)
{
    std::string const input(reinterpret_cast<char const*>(data), size);
    webauthn::RelyingParty const party{ .id = "localhost", .origin = "http://localhost:8400" };
    webauthn::ClientData const client{ .challenge = "c", .hash = crypto::sha256("c") };
    (void)webauthn::read_registration(input);
    (void)webauthn::read_assertion(input);
    (void)webauthn::check_client_data(input, webauthn::Ceremony::Get, party);
    (void)webauthn::split_attestation_object(input);
    using enum webauthn::UserVerification;
    (void)webauthn::verify_registration({ {}, input, {} }, client, party, Preferred);
    // The hash in front is what a fuzzer cannot guess.
    std::string const hash = crypto::sha256(party.id);
    std::string object = "\xa3\x63"
                         "fmt\x64none\x67"
                         "attStmt\xa0\x68"
                         "authData\x59";
    std::string const authenticator = hash + input.substr(0, 60000);
    object += static_cast<char>(authenticator.size() >> 8);
    object += static_cast<char>(authenticator.size() & 0xff);
    (void)webauthn::verify_registration({ {}, object + authenticator, {} }, client, party, Preferred);
    webauthn::Credential const key{ .id = "i", .type = webauthn::KeyType::Es256, .public_key = hash + hash };
    (void)webauthn::verify_assertion({ "i", {}, authenticator, input, {} }, client, party, key, Preferred);
    return 0;
}
