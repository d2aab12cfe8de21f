#include "core/tokens/logout_token.h"

#include "libs/jose/jwt.h"

namespace gatehouse {
namespace {

constexpr seconds kLifetime{ 120 }; // §4: "preferably at most two minutes in the future"

} // namespace

Result<std::string> make_logout_token(
    LogoutNotice const& notice, SigningKeyInUse const& key, std::string const& id, Time now)
{
    json::Object claims;
    claims.set("iss", notice.issuer);
    claims.set("sub", notice.subject);
    claims.set("aud", notice.client.text());
    claims.set("iat", unix_seconds(now));
    claims.set("exp", unix_seconds(now + kLifetime));
    claims.set("jti", id);
    claims.set("sid", notice.sid);
    // No nonce: it must not pass for an id token (attack-47).
    claims.set("events", json::Object{ { "http://schemas.openid.net/event/backchannel-logout", json::Object() } });
    return jose::sign_jwt(claims, key.kid, key.key, "logout+jwt");
}

} // namespace gatehouse
