// The browser's JSON, and the client data inside.
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"
#include "libs/url/url.h"
#include "libs/webauthn/webauthn.h"

#include <algorithm>

namespace gatehouse::webauthn {
namespace {

// Far more than any authenticator answers.
constexpr size_t kLongest = 16 * 1024;
constexpr size_t kTransports = 8;

Result<std::string, Flaw> bytes_of(json::Object const& object, std::string_view member)
{
    auto const text = object.text(member);
    auto bytes = text ? base64url_decode(*text) : std::nullopt;
    if (!bytes || bytes->empty())
        return std::unexpected(Flaw::Malformed);
    return std::move(*bytes);
}

// The members "id" and "response" of an answer of the right type.
struct Outer {
    std::string id;
    json::Object response;
};
Result<Outer, Flaw> read_outer(std::string_view text)
{
    if (text.size() > kLongest)
        return std::unexpected(Flaw::Malformed);
    auto const object = json::parse_object(text);
    json::Object const* response = object.has_value() ? object->object("response") : nullptr;
    if (!response || object->text("type") != "public-key")
        return std::unexpected(Flaw::Malformed);
    return Outer{ TRY(bytes_of(*object, "rawId")), *response };
}

bool is_transport(std::string_view text)
{
    auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    return !text.empty() && text.size() <= 16 && std::ranges::all_of(text, plain);
}

} // namespace

std::string_view name(Flaw flaw)
{
    switch (flaw) {
    case Flaw::Malformed:
        return "malformed";
    case Flaw::Ceremony:
        return "ceremony";
    case Flaw::Origin:
        return "origin";
    case Flaw::CrossOrigin:
        return "cross_origin";
    case Flaw::RelyingParty:
        return "relying_party";
    case Flaw::NotPresent:
        return "not_present";
    case Flaw::NotVerified:
        return "not_verified";
    case Flaw::Algorithm:
        return "algorithm";
    case Flaw::Attestation:
        return "attestation";
    case Flaw::Signature:
        return "signature";
    }
    return "";
}

std::optional<RelyingParty> relying_party(std::string const& origin)
{
    auto const parsed = url::parse(origin);
    // HTML §7.1.1: the host of an effective domain is never an address; a name does not end in a number.
    if (!parsed.has_value() || parsed->host.empty() || parsed->host.front() == '['
        || (parsed->host.back() >= '0' && parsed->host.back() <= '9'))
        return std::nullopt;
    return RelyingParty{ .id = parsed->host, .origin = origin };
}

Result<RegistrationAnswer, Flaw> read_registration(std::string_view json)
{
    Outer const outer = TRY(read_outer(json));
    RegistrationAnswer answer{ .client_data = TRY(bytes_of(outer.response, "clientDataJSON")),
        .attestation_object = TRY(bytes_of(outer.response, "attestationObject")),
        .transports = {} };
    if (json::Value const* list = outer.response.find("transports"); list && list->as_array())
        for (json::Value const& item : *list->as_array())
            if (std::string const* text = item.as_text();
                text && is_transport(*text) && answer.transports.size() < kTransports)
                answer.transports.push_back(*text);
    return answer;
}

Result<AssertionAnswer, Flaw> read_assertion(std::string_view json)
{
    Outer outer = TRY(read_outer(json));
    AssertionAnswer answer{ .credential_id = std::move(outer.id),
        .client_data = TRY(bytes_of(outer.response, "clientDataJSON")),
        .authenticator_data = TRY(bytes_of(outer.response, "authenticatorData")),
        .signature = TRY(bytes_of(outer.response, "signature")),
        .user_handle = {} };
    json::Value const* handle = outer.response.find("userHandle");
    if (handle && handle->as_text() && !handle->as_text()->empty())
        answer.user_handle = TRY(bytes_of(outer.response, "userHandle"));
    return answer;
}

// WebAuthn §7.1 steps 5 to 10, §7.2 steps 8 to 13. Members that are not known are ignored: §5.8.1 reserves the right to
// add some.
Result<ClientData, Flaw> check_client_data(std::string const& json, Ceremony ceremony, RelyingParty const& party)
{
    auto const data = json::parse_object(json);
    if (!data.has_value())
        return std::unexpected(Flaw::Malformed);
    if (data->text("type") != (ceremony == Ceremony::Create ? "webauthn.create" : "webauthn.get"))
        return std::unexpected(Flaw::Ceremony);
    if (data->text("origin") != party.origin)
        return std::unexpected(Flaw::Origin);
    // Level 2 §5.8.1: true in a frame of another site. Nothing of ours is ever framed.
    if (data->find("crossOrigin") && data->boolean("crossOrigin") != false)
        return std::unexpected(Flaw::CrossOrigin);
    auto const challenge = data->text("challenge");
    if (!challenge || challenge->empty())
        return std::unexpected(Flaw::Malformed);
    return ClientData{ .challenge = *challenge, .hash = crypto::sha256(json) };
}

} // namespace gatehouse::webauthn
