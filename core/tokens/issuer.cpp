#include "core/tokens/issuer.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"

#include <algorithm>
#include <iterator>

namespace gatehouse {
namespace {

enum class Token { Access, Id };

// The order is that of tokens seen from B2C.
json::Object common_claims(IssueRequest const& request, json::Object const& policy_claims, Token token,
    std::string const& audience, seconds lifetime)
{
    policy::TokenSettings const& settings = request.grant.settings;
    auto const belongs = [&](std::string const& name) {
        return token == Token::Access || !settings.strict
            || std::ranges::find(settings.id_token_claims, name) != settings.id_token_claims.end();
    };
    std::int64_t const now = unix_seconds(request.now);
    json::Object claims;
    // Those of the protocol, and what comes behind them in one of the two tokens.
    claims.reserve(policy_claims.members().size() + 16);
    claims.set("exp", now + lifetime.count());
    claims.set("nbf", now);
    claims.set("ver", "1.0");
    claims.set("iss", request.issuer);
    claims.set("sub", policy_claims.text("sub").value_or(request.grant.user.text()));
    claims.set("aud", audience);
    // What an app has for itself no policy vouches for: an API that wants the policy with a second factor must not find
    // its name here (attack-73).
    bool const by_person = !request.grant.user.empty();
    // B2C: `acr` is in lower case, `tfp` as stored.
    if (by_person && settings.policy_in_acr)
        claims.set("acr", to_lower(request.grant.policy.text()));
    // RFC 9470 §5: only where a request asked for it; B2C's tokens have no such acr.
    else if (!settings.acr.empty())
        claims.set("acr", settings.acr);
    if (!request.grant.nonce.empty())
        claims.set("nonce", request.grant.nonce);
    claims.set("iat", now);
    if (by_person)
        claims.set("auth_time", unix_seconds(request.grant.auth_time));
    for (json::Member const& member : policy_claims.members())
        if (member.name != "sub" && !is_protocol_claim(member.name) && belongs(member.name))
            claims.set(member.name, member.value);
    if (by_person && !settings.policy_in_acr)
        claims.set("tfp", request.grant.policy.text());
    return claims;
}

// OIDC Core §3.3.2.11: the left half of the SHA-256 of what comes with the token, so that none can be swapped for
// another. Both algorithms that sign here use SHA-256.
std::string half_hash(std::string const& value)
{
    return base64url_encode(crypto::sha256(value).substr(0, 16));
}

// B2C: no hashes in the token endpoint's answer.
void bind_companions(json::Object& claims, FrontChannel const& front, std::string const& access_token)
{
    if (!front.code.empty())
        claims.set("c_hash", half_hash(front.code));
    if (!access_token.empty())
        claims.set("at_hash", half_hash(access_token));
}

} // namespace

bool is_protocol_claim(std::string_view name)
{
    constexpr std::string_view kNames[] = { "exp", "nbf", "iat", "iss", "aud", "ver", "nonce", "auth_time", "azp",
        "scp", "tfp", "acr", "sid", "c_hash", "at_hash", "cnf", "grant_id" };
    return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string issuer_url(std::string const& origin, TenantId const& tenant, PolicyId const& policy, bool with_tfp)
{
    if (with_tfp)
        return origin + "/tfp/" + tenant.text() + "/" + to_lower(policy.text()) + "/v2.0/";
    return origin + "/" + tenant.text() + "/v2.0/";
}

Result<TokenSet> issue(IssueRequest const& request)
{
    json::Object const policy_claims = TRY(json::parse_object(request.grant.claims));
    policy::TokenSettings const& settings = request.grant.settings;
    TokenSet tokens;
    // B2C leaves reserved words out; RFC 6749 §5.1 wants what was granted.
    tokens.scope = settings.strict ? request.scope.text : request.scope.answer;
    tokens.not_before = unix_seconds(request.now);
    tokens.profile_name = policy_claims.text("name").value_or("");
    if (request.scope.resource && (!request.front || request.front->access_token)) {
        json::Object claims = common_claims(
            request, policy_claims, Token::Access, request.scope.resource->text(), settings.access_lifetime);
        if (!request.scope.names.empty())
            claims.set("scp", join(request.scope.names, " "));
        claims.set("azp", request.grant.client.text());
        // By this the token ends with its grant, at our own endpoints. B2C's tokens have no such claim.
        if (settings.strict && !request.grant.family.empty())
            claims.set("grant_id", request.grant.family.text());
        // RFC 9449 §6.1.
        if (!request.dpop_key.empty())
            claims.set("cnf", json::Object{ { "jkt", request.dpop_key } });
        tokens.access_token = TRY(jose::sign_jwt(claims, request.key.kid, request.key.key));
        tokens.resource = request.scope.resource->text();
        tokens.access_expires_in = settings.access_lifetime.count();
    }
    if (request.scope.openid && (!request.front || request.front->id_token)) {
        json::Object claims
            = common_claims(request, policy_claims, Token::Id, request.grant.client.text(), settings.id_lifetime);
        if (request.front)
            bind_companions(claims, *request.front, tokens.access_token);
        // OpenID Connect Front-Channel Logout §3, Back-Channel Logout §2.1.
        if (!request.grant.session.empty())
            claims.set("sid", request.grant.session);
        tokens.id_token = TRY(jose::sign_jwt(claims, request.key.kid, request.key.key));
        tokens.id_expires_in = settings.id_lifetime.count();
    }
    return tokens;
}

} // namespace gatehouse
