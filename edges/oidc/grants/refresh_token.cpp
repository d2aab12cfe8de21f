#include "edges/oidc/token.h"

#include "libs/base/text.h"
#include "libs/crypto/digest.h"

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
    if (!equals_ignoring_case(token.grant.policy.text(), request.address.plan->id.text()))
        return std::unexpected(invalid_grant(90088,
            "The provided grant has not been issued for this endpoint. Actual Value : " + token.grant.policy.text()
                + " and Expected Value : " + request.address.plan->id.text()));
    return {};
}

struct Rotated {
    RefreshRotation::Result result = RefreshRotation::Result::Unknown;
    std::optional<ProtocolError> refused;
    std::optional<Redeemed> redeemed;
};

// In one transaction: swap the tokens and write the event, or, when the old one was used before, end its family: one of
// its two holders is a thief (RFC 9700 §4.14.2).
Result<Rotated> rotate(Ports& ports, TokenRequest const& request, RefreshToken const& old_token)
{
    TenantId const& tenant = request.address.tenant->tenant.id;
    Rotated rotated;
    auto const allowed = check_user(ports, request, old_token.grant, old_token.issued);
    if (!allowed) {
        rotated.refused = allowed.error();
        return rotated;
    }
    auto scope = narrow_scope(ports, request, old_token.grant);
    if (!scope) {
        rotated.refused = scope.error();
        return rotated;
    }
    auto const settings = TRY(read_settings(old_token.grant.token_settings));
    auto fresh = make_refresh_token(request, old_token.grant, settings, old_token.family_expires);
    auto const rotation = TRY(ports.refresh_tokens.rotate(tenant, old_token.digest, fresh.row, request.now));
    rotated.result = rotation.result;
    if (rotation.result == RefreshRotation::Result::Reused) {
        TRY(ports.refresh_tokens.revoke_family(tenant, old_token.grant.family));
        TRY(ports.audit.append(tenant, audit_event(request, AuditKind::TokenReplayed, old_token.grant)));
    }
    if (rotation.result != RefreshRotation::Result::Rotated)
        return rotated;
    TRY(ports.audit.append(tenant, audit_event(request, AuditKind::TokenRefreshed, old_token.grant)));
    rotated.redeemed = Redeemed{ old_token.grant, std::move(*scope), std::move(fresh.value),
        std::chrono::duration_cast<seconds>(fresh.row.expires - request.now).count() };
    return rotated;
}

ProtocolError not_rotated(RefreshRotation::Result result, TokenRequest const& request, RefreshToken const& token)
{
    if (result == RefreshRotation::Result::Expired)
        return invalid_grant(90080,
            "The provided grant has expired. Please reauthenticate and try again. Current time: "
                + std::to_string(unix_seconds(request.now))
                + ", Grant issued time: " + std::to_string(unix_seconds(token.issued))
                + ", Grant expiration time: " + std::to_string(unix_seconds(token.expires)));
    return invalid_grant(90129, "The provided grant has been revoked. Please reauthenticate and try again.");
}

} // namespace

Answer<Redeemed> redeem_refresh_token(TokenRequest const& request)
{
    std::string const value = request.form.get("refresh_token");
    if (value.empty())
        return std::unexpected(
            ProtocolError(90083, "invalid_request", "The request is missing the required parameter 'refresh_token'."));
    TenantId const& tenant = request.address.tenant->tenant.id;
    RefreshDigest const digest(crypto::sha256_text(value));
    std::optional<RefreshToken> token;
    TRY(request.edge.store.read([&](Ports& ports) -> Result<void> {
        token = TRY(ports.refresh_tokens.find(tenant, digest));
        return {};
    }));
    if (!token)
        return std::unexpected(
            invalid_grant(90090, "The provided grant is not valid. Please reauthenticate and try again."));
    TRY(check_binding(request, *token));
    Rotated rotated
        = TRY(transact<Rotated>(request.edge.store, [&](Ports& ports) { return rotate(ports, request, *token); }));
    if (rotated.refused)
        return std::unexpected(*rotated.refused);
    if (!rotated.redeemed)
        return std::unexpected(not_rotated(rotated.result, request, *token));
    return std::move(*rotated.redeemed);
}

} // namespace gatehouse::oidc
