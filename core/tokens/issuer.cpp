#include "core/tokens/issuer.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"

#include <algorithm>
#include <iterator>

namespace gatehouse {
namespace {

struct Common {
    json::Object policy_claims;
    policy::TokenSettings settings;
};

// The order is that of tokens seen from B2C.
json::Object common_claims(
    IssueRequest const& request, Common const& common, std::string const& audience, seconds lifetime)
{
    std::int64_t const now = unix_seconds(request.now);
    json::Object claims;
    claims.set("exp", now + lifetime.count());
    claims.set("nbf", now);
    claims.set("ver", "1.0");
    claims.set("iss", request.issuer);
    claims.set("sub", common.policy_claims.text("sub").value_or(request.grant.user.text()));
    claims.set("aud", audience);
    // What an app has for itself no policy vouches for: an API that wants the policy with a second factor must not find
    // its name here (attack-73).
    bool const by_person = !request.grant.user.empty();
    // B2C: `acr` is in lower case, `tfp` as stored.
    if (by_person && common.settings.policy_in_acr)
        claims.set("acr", to_lower(request.grant.policy.text()));
    // RFC 9470 §5: only where a request asked for it; B2C's tokens have no such acr.
    else if (!common.settings.acr.empty())
        claims.set("acr", common.settings.acr);
    if (!request.grant.nonce.empty())
        claims.set("nonce", request.grant.nonce);
    claims.set("iat", now);
    if (by_person)
        claims.set("auth_time", unix_seconds(request.grant.auth_time));
    for (json::Member const& member : common.policy_claims.members())
        if (member.name != "sub" && !is_protocol_claim(member.name))
            claims.set(member.name, member.value);
    if (by_person && !common.settings.policy_in_acr)
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
        "scp", "tfp", "acr", "sid", "c_hash", "at_hash", "cnf" };
    return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string issuer_url(std::string const& origin, TenantId const& tenant, PolicyId const& policy, bool with_tfp)
{
    if (with_tfp)
        return origin + "/tfp/" + tenant.text() + "/" + to_lower(policy.text()) + "/v2.0/";
    return origin + "/" + tenant.text() + "/v2.0/";
}

std::string write_settings(policy::TokenSettings const& settings)
{
    json::Object object;
    object.set("access", static_cast<std::int64_t>(settings.access_lifetime.count()));
    object.set("id", static_cast<std::int64_t>(settings.id_lifetime.count()));
    object.set("refresh", static_cast<std::int64_t>(settings.refresh_lifetime.count()));
    object.set("rolling", static_cast<std::int64_t>(settings.rolling_lifetime.count()));
    object.set("infinite", settings.infinite_rolling);
    object.set("tfp", settings.issuer_with_tfp);
    object.set("acr", settings.policy_in_acr);
    object.set("numbers", settings.json_numbers);
    if (!settings.acr.empty())
        object.set("context", settings.acr);
    return json::write(object);
}

Result<policy::TokenSettings> read_settings(std::string const& text)
{
    json::Object const object = TRY(json::parse_object(text));
    policy::TokenSettings settings;
    auto const lifetime = [&](std::string_view name, seconds otherwise) {
        return seconds(object.integer(name).value_or(otherwise.count()));
    };
    settings.access_lifetime = lifetime("access", settings.access_lifetime);
    settings.id_lifetime = lifetime("id", settings.id_lifetime);
    settings.refresh_lifetime = lifetime("refresh", settings.refresh_lifetime);
    settings.rolling_lifetime = lifetime("rolling", settings.rolling_lifetime);
    settings.infinite_rolling = object.boolean("infinite").value_or(false);
    settings.issuer_with_tfp = object.boolean("tfp").value_or(false);
    settings.policy_in_acr = object.boolean("acr").value_or(false);
    settings.json_numbers = object.boolean("numbers").value_or(true);
    settings.acr = object.text("context").value_or("");
    return settings;
}

Result<TokenSet> issue(IssueRequest const& request)
{
    Common common;
    common.policy_claims = TRY(json::parse_object(request.grant.claims));
    common.settings = TRY(read_settings(request.grant.token_settings));
    TokenSet tokens;
    tokens.scope = request.scope.answer;
    tokens.not_before = unix_seconds(request.now);
    tokens.profile_name = common.policy_claims.text("name").value_or("");
    if (request.scope.resource && (!request.front || request.front->access_token)) {
        json::Object claims
            = common_claims(request, common, request.scope.resource->text(), common.settings.access_lifetime);
        if (!request.scope.names.empty())
            claims.set("scp", join(request.scope.names, " "));
        claims.set("azp", request.grant.client.text());
        // RFC 9449 §6.1.
        if (!request.dpop_key.empty())
            claims.set("cnf", json::Object{ { "jkt", request.dpop_key } });
        tokens.access_token = TRY(jose::sign_jwt(claims, request.key.kid, request.key.key));
        tokens.resource = request.scope.resource->text();
        tokens.access_expires_in = common.settings.access_lifetime.count();
    }
    if (request.scope.openid && (!request.front || request.front->id_token)) {
        json::Object claims = common_claims(request, common, request.grant.client.text(), common.settings.id_lifetime);
        if (request.front)
            bind_companions(claims, *request.front, tokens.access_token);
        // OpenID Connect Front-Channel Logout §3, Back-Channel Logout §2.1.
        if (!request.grant.session.empty())
            claims.set("sid", request.grant.session);
        tokens.id_token = TRY(jose::sign_jwt(claims, request.key.kid, request.key.key));
        tokens.id_expires_in = common.settings.id_lifetime.count();
    }
    return tokens;
}

} // namespace gatehouse
