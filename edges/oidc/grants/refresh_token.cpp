#include "edges/oidc/token.h"

#include "core/grants/bearer.h"
#include "edges/oidc/client_authentication.h"
#include "libs/base/text.h"

namespace gatehouse::oidc {
namespace {

ProtocolError invalid_grant(int code, std::string text)
{
    return { code, "invalid_grant", std::move(text) };
}

Answer<void> check_binding(TokenRequest const& request, RefreshToken const& token)
{
    if (token.grant.client != request.client.id)
        return std::unexpected(
            invalid_grant(90279, "The provided client ID does not match the client that this grant was issued to."));
    TRY(check_client_kind(request.client, token.grant.client_kind));
    if (!equals_ignoring_case(token.grant.policy.text(), request.address.plan->id.text()))
        return std::unexpected(invalid_grant(90088,
            "The provided grant has not been issued for this endpoint. Actual Value : " + token.grant.policy.text()
                + " and Expected Value : " + request.address.plan->id.text()));
    return check_key(request, token.grant);
}

ProtocolError not_rotated(RefreshRotation result, TokenRequest const& request, RefreshToken const& token)
{
    if (result == RefreshRotation::Expired)
        return invalid_grant(90080,
            "The provided grant has expired. Please reauthenticate and try again. Current time: "
                + std::to_string(unix_seconds(request.now))
                + ", Grant issued time: " + std::to_string(unix_seconds(token.issued))
                + ", Grant expiration time: " + std::to_string(unix_seconds(token.expires)));
    return invalid_grant(90129, "The provided grant has been revoked. Please reauthenticate and try again.");
}

// Swaps the tokens. When the old one was used before, its client may not have seen the answer: for a short while it
// gets another one in place of that which nobody used. Otherwise the family ends: one of its two holders is a thief
// (RFC 9700 §4.14.2), and that is also what the other one of those two meets.
Answer<void> rotate(
    Ports& ports, TokenRequest const& request, RefreshToken const& old_token, RefreshToken const& replacement)
{
    TenantId const& tenant = request.address.tenant->tenant.id;
    RefreshRotation rotation = TRY(ports.refresh_tokens.rotate(tenant, old_token.digest, replacement, request.now));
    if (rotation == RefreshRotation::Rotated)
        return ports.audit.append(tenant, audit_event(request, AuditKind::TokenRefreshed, old_token.grant));
    seconds const grace = request.address.tenant->tenant.refresh_grace;
    if (rotation == RefreshRotation::Reused && grace > seconds(0)) {
        rotation = TRY(ports.refresh_tokens.rotate_again(tenant, old_token.digest, replacement, request.now, grace));
        if (rotation == RefreshRotation::Rotated)
            return ports.audit.append(tenant, audit_event(request, AuditKind::TokenRepeated, old_token.grant));
    }
    if (rotation == RefreshRotation::Reused) {
        TRY(ports.refresh_tokens.revoke_family(tenant, old_token.grant.user, old_token.grant.family, request.now));
        TRY(ports.audit.append(tenant, audit_event(request, AuditKind::TokenReplayed, old_token.grant)));
    }
    return std::unexpected(not_rotated(rotation, request, old_token));
}

} // namespace

Result<std::optional<RefreshToken>> find_usable_refresh_token(Ports& ports, TokenRequest const& request)
{
    auto token = TRY(ports.refresh_tokens.find(
        request.address.tenant->tenant.id, RefreshDigest(bearer_digest(request.form.get("refresh_token")))));
    bool const usable = token && !token->spent && request.now < token->expires && check_binding(request, *token)
        && check_user(ports, request, token->grant, token->issued);
    return usable ? std::move(token) : std::nullopt;
}

Answer<Redeemed> redeem_refresh_token(Ports& ports, TokenRequest const& request)
{
    std::string const value = request.form.get("refresh_token");
    if (value.empty())
        return std::unexpected(
            ProtocolError(90083, "invalid_request", "The request is missing the required parameter 'refresh_token'."));
    TenantId const& tenant = request.address.tenant->tenant.id;
    auto token = TRY(ports.refresh_tokens.find(tenant, RefreshDigest(bearer_digest(value))));
    if (!token)
        return std::unexpected(
            invalid_grant(90090, "The provided grant is not valid. Please reauthenticate and try again."));
    TRY(check_binding(request, *token));
    TRY(check_user(ports, request, token->grant, token->issued));
    if (!request.claims.empty())
        token->grant.claims = request.claims;
    GrantedScope scope = TRY(narrow_scope(ports, request, token->grant));
    auto fresh = make_refresh_token(request, token->grant, token->family_expires);
    TRY(rotate(ports, request, *token, fresh.row));
    return Redeemed{ .grant = token->grant,
        .scope = std::move(scope),
        .refresh_token = std::move(fresh.value),
        .refresh_expires_in = std::chrono::duration_cast<seconds>(fresh.row.expires - request.now).count() };
}

} // namespace gatehouse::oidc
