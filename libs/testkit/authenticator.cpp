#include "libs/testkit/authenticator.h"

#include "libs/base/encoding.h"
#include "libs/base/random.h"
#include "libs/crypto/digest.h"
#include "libs/crypto/ecdsa_form.h"
#include "libs/json/json.h"

namespace gatehouse::testkit {
namespace {

std::string const& or_lie(std::string const& lie, std::string const& truth)
{
    return lie.empty() ? truth : lie;
}

std::string big_endian(std::uint32_t value, int bytes)
{
    std::string out;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
    return out;
}

// RFC 8949 §3: major type 2 or 3 with a length of two bytes.
std::string cbor_bytes(std::string_view value)
{
    return "\x59" + big_endian(static_cast<std::uint32_t>(value.size()), 2) + std::string(value);
}
std::string cbor_text(std::string_view value)
{
    return static_cast<char>(0x60 + value.size()) + std::string(value);
}

// RFC 9052 §7: kty 2, alg -7, crv 1, x and y.
std::string cose_key(crypto::EcPublic const& key)
{
    using namespace std::string_literals;
    return "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + key.x + "\x22\x58\x20"s + key.y;
}

std::string answer(std::string const& id, json::Object response)
{
    return json::write(json::Object{ { "id", base64url_encode(id) }, { "rawId", base64url_encode(id) },
        { "type", "public-key" }, { "response", std::move(response) } });
}

} // namespace

Authenticator::Authenticator(std::string rp_id, std::string origin)
    : rp_id_(std::move(rp_id))
    , origin_(std::move(origin))
    , key_(crypto::SigningKey::generate(crypto::Algorithm::Es256).value())
{
    SystemRandom random;
    credential_id_ = random_bytes(random, 32);
}

std::string Authenticator::client_data(
    std::string_view type, std::string const& challenge, PasskeyLies const& lies) const
{
    return json::write(json::Object{ { "type", or_lie(lies.type, std::string(type)) },
        { "challenge", or_lie(lies.challenge, challenge) }, { "origin", or_lie(lies.origin, origin_) },
        { "crossOrigin", lies.cross_origin } });
}

std::string Authenticator::authenticator_data(unsigned flags, PasskeyLies const& lies) const
{
    return crypto::sha256(or_lie(lies.rp_id, rp_id_)) + static_cast<char>(flags) + big_endian(sign_count, 4);
}

std::string Authenticator::sign(std::string const& data, std::string const& client, PasskeyLies const& lies) const
{
    std::string raw = key_.sign(data + crypto::sha256(client)).value();
    if (lies.broken_signature)
        raw[20] = static_cast<char>(raw[20] ^ 1);
    return *crypto::ecdsa_raw_to_der(raw);
}

std::string Authenticator::create(std::string const& challenge, std::string const& user_handle, PasskeyLies const& lies)
{
    user_handle_ = user_handle;
    std::string const client = client_data("webauthn.create", challenge, lies);
    std::string data = authenticator_data(lies.flags | 0x40, lies);
    data += std::string(16, '\0') + big_endian(static_cast<std::uint32_t>(credential_id_.size()), 2) + credential_id_
        + cose_key(key_.ec_public()) + lies.trailing;
    std::string statement = "\xa0";
    if (lies.format == "packed")
        statement = "\xa2" + cbor_text("alg") + "\x26" + cbor_text("sig") + cbor_bytes(sign(data, client, lies));
    std::string const object = "\xa3" + cbor_text("fmt") + cbor_text(lies.format) + cbor_text("attStmt") + statement
        + cbor_text("authData") + cbor_bytes(data);
    return answer(credential_id_,
        json::Object{ { "clientDataJSON", base64url_encode(client) }, { "attestationObject", base64url_encode(object) },
            { "transports", json::Array{ "internal", "hybrid" } } });
}

std::string Authenticator::get(std::string const& challenge, PasskeyLies const& lies)
{
    ++sign_count;
    std::string const client = client_data("webauthn.get", challenge, lies);
    std::string const data = authenticator_data(lies.flags, lies) + lies.trailing;
    return answer(credential_id_,
        json::Object{ { "clientDataJSON", base64url_encode(client) }, { "authenticatorData", base64url_encode(data) },
            { "signature", base64url_encode(sign(data, client, lies)) },
            { "userHandle", base64url_encode(or_lie(lies.user_handle, user_handle_)) } });
}

} // namespace gatehouse::testkit
