#include "libs/relying_party/id_token.h"

#include "libs/base/secret.h"
#include "libs/base/text.h"

namespace gatehouse::relying_party {
namespace {

IdTokenFault from(jose::JwtFault fault)
{
    switch (fault) {
    case jose::JwtFault::WrongIssuer:
        return IdTokenFault::WrongIssuer;
    case jose::JwtFault::WrongAudience:
        return IdTokenFault::WrongAudience;
    case jose::JwtFault::Expired:
        return IdTokenFault::Expired;
    case jose::JwtFault::NotYetValid:
        return IdTokenFault::NotYetValid;
    default:
        return IdTokenFault::Malformed;
    }
}

// OpenID Connect Core §3.1.3.7 points 4 and 5.
bool is_for_us(json::Object const& claims, std::string const& client_id)
{
    auto const party = claims.text("azp");
    if (party)
        return *party == client_id;
    json::Array const* audiences = claims.array("aud");
    return !audiences || audiences->size() == 1;
}

} // namespace

std::string_view name(IdTokenFault fault)
{
    switch (fault) {
    case IdTokenFault::WrongIssuer:
        return "wrong issuer";
    case IdTokenFault::WrongAudience:
        return "wrong audience";
    case IdTokenFault::Expired:
        return "expired";
    case IdTokenFault::NotYetValid:
        return "not yet valid";
    case IdTokenFault::Malformed:
        return "malformed";
    case IdTokenFault::WrongNonce:
        return "wrong nonce";
    case IdTokenFault::WrongPolicy:
        return "wrong policy";
    case IdTokenFault::TooOld:
        return "authentication too old";
    }
    return "unknown";
}

std::string policy_of(json::Object const& claims)
{
    if (auto tfp = claims.text("tfp"))
        return std::move(*tfp);
    return claims.text("acr").value_or("");
}

bool is_recent(json::Object const& claims, std::int64_t max_age, Time now, seconds leeway)
{
    auto const at = claims.integer("auth_time");
    // The range guards the sum below: a huge auth_time must not wrap around (attack-49).
    if (!at || *at < 0 || *at > unix_seconds(now) + leeway.count())
        return false;
    return unix_seconds(now) - *at <= max_age + leeway.count();
}

Result<void, IdTokenFault> check_id_token(jose::VerifiedJwt const& token, ExpectedIdToken const& expected)
{
    json::Object const& claims = token.claims();
    jose::Expectations const common{
        .issuer = expected.issuer, .audiences = { expected.client_id }, .now = expected.now, .leeway = expected.leeway
    };
    if (auto const checked = jose::check_claims(claims, common); !checked)
        return std::unexpected(from(checked.error()));
    if (!is_for_us(claims, expected.client_id))
        return std::unexpected(IdTokenFault::WrongAudience);
    if (claims.text("sub").value_or("").empty() || !claims.integer("iat"))
        return std::unexpected(IdTokenFault::Malformed);
    // attack-42: a missing nonce is a wrong nonce.
    if (expected.nonce) {
        auto const nonce = claims.text("nonce");
        if (!nonce || expected.nonce->empty() || !constant_time_equal(*nonce, *expected.nonce))
            return std::unexpected(IdTokenFault::WrongNonce);
    }
    if (!expected.policy.empty() && !equals_ignoring_case(policy_of(claims), expected.policy))
        return std::unexpected(IdTokenFault::WrongPolicy);
    // OpenID Connect Core §3.1.2.1: with max_age, auth_time is required.
    if (expected.max_age && !is_recent(claims, *expected.max_age, expected.now, expected.leeway))
        return std::unexpected(IdTokenFault::TooOld);
    return {};
}

} // namespace gatehouse::relying_party
