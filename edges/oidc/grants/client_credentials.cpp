#include "core/applications/directory_api.h"
#include "edges/oidc/token.h"
#include "libs/json/json.h"

#include <utility>

namespace gatehouse::oidc {
namespace {

// What clients of the directory find in its tokens; the roles take the place of `scp`. Facts: directory.md §1.1.
void add_directory_claims(
    json::Object& claims, TenantId const& tenant, ClientId const& client, std::vector<std::string> const& roles)
{
    claims.set("oid", service_principal(tenant, client));
    claims.set("tid", tenant.text());
    claims.set("appid", client.text());
    claims.set("idtyp", "app");
    json::Array names;
    for (std::string const& role : roles)
        names.emplace_back(role);
    claims.set("roles", std::move(names));
}

} // namespace

// An app that acts for itself. RFC 6749 §4.4; B2C: the roles it was granted are in `scp`. No refresh token, no id
// token.
Answer<Redeemed> redeem_client_credentials(Ports& ports, TokenRequest const& request)
{
    // RFC 6749 §4.4: confidential clients only; authenticate_client has their secret or assertion.
    if (request.client.kind != AppKind::Web)
        return std::unexpected(ProtocolError(
            90058, "unauthorized_client", "The provided application is not allowed to act for itself: it is public."));
    std::string const asked = request.form.get("scope");
    if (asked.empty())
        return std::unexpected(
            ProtocolError(90010, "invalid_request", "The request does not contain a scope parameter."));
    TenantId const& tenant = request.address.tenant->tenant.id;
    auto scope = TRY(grant_roles(ports, tenant, request.client, asked));
    if (!scope)
        return std::unexpected(ProtocolError(scope.error()));
    // B2C: tokens for the directory come from the tenant's own endpoint, never from a policy's.
    bool const for_directory = scope->resource == directory_api().id;
    if (for_directory && request.address.plan)
        return std::unexpected(ProtocolError(90117, "invalid_request",
            "The scope '" + asked + "' is not supported by a policy: ask at /{tenant}/oauth2/v2.0/token."));
    Grant grant;
    grant.client = request.client.id;
    json::Object claims = TRY(json::parse_object(request.claims.empty() ? "{}" : request.claims));
    claims.set("sub", service_principal(tenant, request.client.id));
    if (for_directory)
        add_directory_claims(claims, tenant, request.client.id, std::exchange(scope->names, {}));
    grant.claims = json::write(claims);
    if (request.address.plan)
        grant.settings = request.address.plan->tokens;
    AuditEvent event = audit_event(request, AuditKind::AppTokenIssued, grant);
    event.detail = json::write(json::Object{ { "resource", scope->resource->text() } });
    TRY(ports.audit.append(tenant, event));
    return Redeemed{ .grant = std::move(grant), .scope = std::move(*scope) };
}

} // namespace gatehouse::oidc
