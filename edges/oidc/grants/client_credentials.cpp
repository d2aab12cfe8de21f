#include "edges/oidc/token.h"
#include "libs/json/json.h"

namespace gatehouse::oidc {

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
    Grant grant;
    grant.client = request.client.id;
    grant.claims = json::write(
        json::Object{ { "sub", service_principal(request.address.tenant->tenant.id, request.client.id) } });
    if (request.address.plan)
        grant.settings = request.address.plan->tokens;
    AuditEvent event = audit_event(request, AuditKind::AppTokenIssued, grant);
    event.detail = json::write(json::Object{ { "resource", scope->resource->text() } });
    TRY(ports.audit.append(tenant, event));
    return Redeemed{ .grant = std::move(grant), .scope = std::move(*scope) };
}

} // namespace gatehouse::oidc
