#include "edges/oidc/own_token.h"

namespace gatehouse::oidc {

std::optional<jose::VerifiedJwt> read_own_token(Edge const& edge, Address const& address, std::string_view text)
{
    Tenant const& tenant = address.tenant->tenant;
    auto const keys = edge.keys.verifying(tenant.id);
    auto parsed = jose::parse_jwt(text);
    if (!keys || !parsed)
        return std::nullopt;
    auto verified = jose::verify(std::move(*parsed), *keys);
    if (!verified)
        return std::nullopt;
    // Keys are the tenant's, so is every policy: the issuer may name another policy than this address does.
    std::string const policy = verified->claims().text("tfp").value_or(verified->claims().text("acr").value_or(""));
    if (!is_own_issuer(edge.settings, tenant, PolicyId(policy), verified->claims().text("iss").value_or("")))
        return std::nullopt;
    return std::move(*verified);
}

UserId user_of(jose::VerifiedJwt const& token)
{
    json::Object const& claims = token.claims();
    return UserId(claims.text("oid").value_or(claims.text("sub").value_or("")));
}

} // namespace gatehouse::oidc
