#include "edges/oidc/access_token.h"

#include "edges/oidc/own_token.h"
#include "libs/jose/jwt.h"

namespace gatehouse::oidc {

std::optional<AccessToken> find_access_token(
    Edge const& edge, Address const& address, std::string const& text, Time now)
{
    auto const own = verify_own_token(edge, address, text);
    if (!own)
        return std::nullopt;
    AccessToken token;
    token.claims = own->claims();
    // Our own clock made these times.
    if (!jose::check_claims(token.claims, { .issuer = {}, .audiences = {}, .now = now, .leeway = seconds(0) }))
        return std::nullopt;
    auto const client = token.claims.text("azp");
    if (!client)
        return std::nullopt;
    token.client = ClientId(*client);
    bool const by_person = token.claims.find("tfp") || token.claims.find("acr");
    if (by_person)
        token.user = user_of(*own);
    token.grant = FamilyId(token.claims.text("grant_id").value_or(""));
    if (json::Object const* confirmation = token.claims.object("cnf"))
        token.dpop_key = confirmation->text("jkt").value_or("");
    return token;
}

Result<bool> is_still_good(Ports& ports, TenantId const& tenant, AccessToken const& token)
{
    auto const client = TRY(ports.applications.find(tenant, token.client));
    if (!client || !client->enabled)
        return false;
    if (token.user.empty())
        return true;
    // RFC 6749 §4.1.2, RFC 7009 §2.1: with a grant that was ended its access tokens end.
    if (!token.grant.empty() && TRY(ports.refresh_tokens.is_family_revoked(tenant, token.grant)))
        return false;
    auto const user = TRY(ports.users.find_standing(tenant, token.user));
    // `iat` is in whole seconds, and a password reset is followed by new tokens within the same one: these are good.
    Time const issued = from_unix_seconds(token.claims.integer("iat").value_or(0)) + seconds(1);
    return user && user->enabled && user->tokens_valid_from < issued;
}

} // namespace gatehouse::oidc
