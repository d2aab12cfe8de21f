#include "edges/oidc/own_token.h"

namespace gatehouse::oidc {

Result<jose::VerifiedJwt, jose::JwtFault> verify_own_token(
    Edge const& edge, Address const& address, std::string_view text)
{
    Tenant const& tenant = address.tenant->tenant;
    auto token = jose::parse_jwt(text);
    // A logout token is ours, too, and says nothing here (attack-47).
    if (!token || token->typ != "JWT")
        return std::unexpected(jose::JwtFault::Malformed);
    auto const keys = edge.keys.verifying(tenant.id);
    if (!keys)
        return std::unexpected(jose::JwtFault::UnknownKey);
    auto verified = TRY(jose::verify(std::move(*token), *keys));
    // Keys are the tenant's, so is every policy: the issuer may name another policy than this address does.
    json::Object const& claims = verified.claims();
    std::string const policy = claims.text("tfp").value_or(claims.text("acr").value_or(""));
    if (!is_own_issuer(edge.settings, tenant, PolicyId(policy), claims.text("iss").value_or("")))
        return std::unexpected(jose::JwtFault::WrongIssuer);
    return verified;
}

UserId user_of(jose::VerifiedJwt const& token)
{
    json::Object const& claims = token.claims();
    return UserId(claims.text("oid").value_or(claims.text("sub").value_or("")));
}

} // namespace gatehouse::oidc
