#include "libs/jose/jwt.h"

#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/crypto/digest.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::jose {
namespace {

constexpr size_t kMaxTokenBytes = 32 * 1024;
constexpr size_t kShortestSecret = 32;
constexpr json::Limits kPartLimits{ .bytes = kMaxTokenBytes, .depth = 16 };
// RFC 7519 §2, NumericDate: beyond 2^53 a double no longer counts single seconds, so two readers could disagree.
constexpr std::int64_t kMaxSeconds = std::int64_t{ 1 } << 53;

Result<json::Object> decode_part(std::string_view part, std::string_view which)
{
    auto const bytes = base64url_decode(part);
    if (!bytes)
        return fail(Fault::Invalid, "JWT: the " + std::string(which) + " is not base64url");
    return json::parse_object(*bytes, kPartLimits);
}

Result<std::string> header_text(json::Object const& header, std::string_view member)
{
    json::Value const* value = header.find(member);
    if (!value)
        return std::string();
    std::string const* text = value->as_text();
    if (!text)
        return fail(Fault::Invalid, "JWT: header \"" + std::string(member) + "\" is not text");
    return *text;
}

enum class Presence { Optional, Required };

// The claim in whole seconds, or nothing when an optional one is absent.
Result<std::optional<std::int64_t>, JwtFault> numeric_date(
    json::Object const& claims, std::string_view claim, Presence presence)
{
    json::Value const* value = claims.find(claim);
    if (!value) {
        if (presence == Presence::Required)
            return std::unexpected(JwtFault::Malformed);
        return std::nullopt;
    }
    double exact = 0;
    if (auto const* whole = value->as_integer())
        exact = static_cast<double>(*whole);
    else if (auto const* fraction = value->as_double())
        exact = *fraction;
    else
        return std::unexpected(JwtFault::Malformed);
    if (!(exact >= 0 && exact < static_cast<double>(kMaxSeconds)))
        return std::unexpected(JwtFault::Malformed);
    return static_cast<std::int64_t>(std::floor(exact));
}

Result<void, JwtFault> check_times(json::Object const& claims, Time time, seconds leeway)
{
    std::int64_t const now = unix_seconds(time);
    auto const expires = TRY(numeric_date(claims, "exp", Presence::Required));
    auto const begins = TRY(numeric_date(claims, "nbf", Presence::Optional));
    auto const issued = TRY(numeric_date(claims, "iat", Presence::Optional));
    // RFC 7519 §4.1.4: on or after exp it must not be accepted.
    if (now >= *expires + leeway.count())
        return std::unexpected(JwtFault::Expired);
    if (begins.value_or(0) > now + leeway.count() || issued.value_or(0) > now + leeway.count())
        return std::unexpected(JwtFault::NotYetValid);
    return {};
}

// RFC 7519 §4.1.3: one string, or an array of strings.
Result<void, JwtFault> check_audience(json::Object const& claims, std::vector<std::string> const& audiences)
{
    auto const is_ours
        = [&audiences](std::string const& text) { return std::ranges::find(audiences, text) != audiences.end(); };
    json::Value const* audience = claims.find("aud");
    if (!audience)
        return std::unexpected(JwtFault::WrongAudience);
    if (auto const* one = audience->as_text()) {
        if (!is_ours(*one))
            return std::unexpected(JwtFault::WrongAudience);
        return {};
    }
    json::Array const* several = audience->as_array();
    if (!several || !std::ranges::all_of(*several, [](json::Value const& value) { return value.as_text() != nullptr; }))
        return std::unexpected(JwtFault::Malformed);
    if (!std::ranges::any_of(*several, [&](json::Value const& value) { return is_ours(*value.as_text()); }))
        return std::unexpected(JwtFault::WrongAudience);
    return {};
}

} // namespace

std::string_view name(JwtFault fault)
{
    switch (fault) {
    case JwtFault::Malformed:
        return "malformed";
    case JwtFault::UnknownKey:
        return "unknown key";
    case JwtFault::WrongAlgorithm:
        return "wrong algorithm";
    case JwtFault::BadSignature:
        return "bad signature";
    case JwtFault::Expired:
        return "expired";
    case JwtFault::NotYetValid:
        return "not yet valid";
    case JwtFault::WrongIssuer:
        return "wrong issuer";
    case JwtFault::WrongAudience:
        return "wrong audience";
    }
    std::unreachable();
}

Result<std::string> sign_jwt(
    json::Object const& claims, std::string const& kid, crypto::SigningKey const& key, std::string_view typ)
{
    json::Object const header{ { "alg", crypto::name(key.algorithm()) }, { "kid", kid }, { "typ", typ } };
    std::string const payload = json::write(claims);
    std::string out = base64url_encode(json::write(header));
    // Payload and an RSA signature, both a third longer as text.
    out.reserve(out.size() + payload.size() * 4 / 3 + 512);
    out.push_back('.');
    out += base64url_encode(payload);
    std::string const signature = TRY(key.sign(out));
    out.push_back('.');
    out += base64url_encode(signature);
    return out;
}

Result<UnverifiedJwt> parse_jwt(std::string_view text)
{
    if (text.size() > kMaxTokenBytes)
        return fail(Fault::Invalid, "JWT: longer than 32 KiB");
    size_t const first = text.find('.');
    size_t const second = first == std::string_view::npos ? first : text.find('.', first + 1);
    // attack-45: the compact form only; the JSON form has an unprotected header.
    if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
        return fail(Fault::Invalid, "JWT: not three parts");
    json::Object header = TRY(decode_part(text.substr(0, first), "header"));
    // RFC 7515 §4.1.11: what we do not understand and must, we refuse. RFC 7797 and "zip" change what is signed.
    for (std::string_view refused : { "crit", "zip", "b64" }) {
        if (header.find(refused))
            return fail(Fault::Invalid, "JWT: header \"" + std::string(refused) + "\" is not accepted");
    }
    UnverifiedJwt token;
    token.alg = TRY(header_text(header, "alg"));
    token.kid = TRY(header_text(header, "kid"));
    token.typ = TRY(header_text(header, "typ"));
    token.claims = TRY(decode_part(text.substr(first + 1, second - first - 1), "payload"));
    auto signature = base64url_decode(text.substr(second + 1));
    if (token.alg.empty() || !signature)
        return fail(Fault::Invalid, "JWT: no algorithm, or the signature is not base64url");
    token.header = std::move(header);
    token.signed_part = text.substr(0, second);
    token.signature = std::move(*signature);
    return token;
}

Result<VerifiedJwt, JwtFault> verify(UnverifiedJwt token, std::span<PublicJwk const> keys)
{
    // attack-48: the kid is compared and nothing else; it never reaches a file, a query or a URL.
    auto key = keys.end();
    if (!token.kid.empty())
        key = std::ranges::find(keys, token.kid, &PublicJwk::kid);
    else if (keys.size() == 1)
        key = keys.begin();
    if (key == keys.end())
        return std::unexpected(JwtFault::UnknownKey);
    // attack-44, attack-45, RFC 8725 §3.1: the key says which algorithm; the header must only agree.
    bool const pss = key->pss && token.alg == crypto::name(crypto::Algorithm::Ps256);
    crypto::VerifyingKey const& verifying = pss ? *key->pss : key->key;
    if (token.alg != crypto::name(verifying.algorithm()))
        return std::unexpected(JwtFault::WrongAlgorithm);
    if (!verifying.verify(token.signed_part, token.signature))
        return std::unexpected(JwtFault::BadSignature);
    VerifiedJwt verified;
    verified.claims_ = std::move(token.claims);
    verified.kid_ = std::move(token.kid);
    return verified;
}

Result<VerifiedJwt, JwtFault> verify_with_secret(UnverifiedJwt token, std::string_view secret)
{
    if (secret.size() < kShortestSecret)
        return std::unexpected(JwtFault::UnknownKey);
    if (token.alg != "HS256")
        return std::unexpected(JwtFault::WrongAlgorithm);
    if (!constant_time_equal(crypto::hmac_sha256(secret, token.signed_part), token.signature))
        return std::unexpected(JwtFault::BadSignature);
    VerifiedJwt verified;
    verified.claims_ = std::move(token.claims);
    verified.kid_ = std::move(token.kid);
    return verified;
}

Result<void, JwtFault> check_claims(json::Object const& claims, Expectations const& expected)
{
    TRY(check_times(claims, expected.now, expected.leeway));
    if (!expected.issuer.empty()) {
        json::Value const* issuer = claims.find("iss");
        if (!issuer || !issuer->as_text() || *issuer->as_text() != expected.issuer)
            return std::unexpected(JwtFault::WrongIssuer);
    }
    if (!expected.audiences.empty())
        TRY(check_audience(claims, expected.audiences));
    return {};
}

} // namespace gatehouse::jose
