#include "edges/oidc/token.h"

#include "core/grants/bearer.h"
#include "edges/oidc/client_authentication.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

namespace gatehouse::oidc {
namespace {

ProtocolError invalid_grant(int code, std::string text)
{
    return { code, "invalid_grant", std::move(text) };
}

// RFC 7636 §4.6. A challenge that was sent must be answered, and a verifier without challenge is a downgrade somebody
// tries (attack-36; RFC 9700 §4.8.2).
Answer<void> check_verifier(Code const& code, url::Form const& form)
{
    std::string const verifier = form.get("code_verifier");
    if (code.code_challenge.empty()) {
        if (!verifier.empty())
            return std::unexpected(
                invalid_grant(90183, "The request has a code_verifier but the authorization had no code_challenge."));
        return {};
    }
    if (verifier.size() < 43 || verifier.size() > 128)
        return std::unexpected(invalid_grant(90183, "The code_verifier is missing or not of 43 to 128 characters."));
    if (!constant_time_equal(crypto::sha256_text(verifier), code.code_challenge))
        return std::unexpected(invalid_grant(90183, "The supplied code_verifier is invalid."));
    return {};
}

// Everything the code was bound to when it was made.
Answer<void> check_binding(TokenRequest const& request, Code const& code)
{
    if (code.grant.client != request.client.id)
        return std::unexpected(
            invalid_grant(90279, "The provided client ID does not match the client that this grant was issued to."));
    TRY(check_client_kind(request.client, code.grant.client_kind));
    if (!equals_ignoring_case(code.grant.policy.text(), request.address.plan->id.text()))
        return std::unexpected(invalid_grant(90088,
            "The provided grant has not been issued for this endpoint. Actual Value : " + code.grant.policy.text()
                + " and Expected Value : " + request.address.plan->id.text()));
    // RFC 6749 §4.1.3: identical to the one of the authorization request.
    if (request.form.get("redirect_uri") != code.redirect_uri)
        return std::unexpected(invalid_grant(90078, "The redirect_uri is not the one that the code was sent to."));
    TRY(check_key(request, code.grant));
    return check_verifier(code, request.form);
}

// Marks the code as used, or, when it was used before, ends what it had given (RFC 6749 §4.1.2).
Answer<void> consume(Ports& ports, TokenRequest const& request, Code const& code)
{
    TenantId const& tenant = request.address.tenant->tenant.id;
    CodeRedemption const redemption = TRY(ports.codes.consume(tenant, code.digest, request.now));
    if (redemption == CodeRedemption::Redeemed)
        return ports.audit.append(tenant, audit_event(request, AuditKind::CodeRedeemed, code.grant));
    if (redemption == CodeRedemption::AlreadyUsed) {
        TRY(ports.refresh_tokens.revoke_family(tenant, code.grant.user, code.grant.family, request.now));
        TRY(ports.audit.append(tenant, audit_event(request, AuditKind::CodeReplayed, code.grant)));
    }
    return std::unexpected(invalid_grant(90080,
        "The provided grant has expired or has been used. Please reauthenticate and try again. Current time: "
            + std::to_string(unix_seconds(request.now))
            + ", Grant expiration time: " + std::to_string(unix_seconds(code.expires))));
}

} // namespace

Answer<Redeemed> redeem_code(Ports& ports, TokenRequest const& request)
{
    std::string const value = request.form.get("code");
    if (value.empty())
        return std::unexpected(
            ProtocolError(90083, "invalid_request", "The request is missing the required parameter 'code'."));
    TenantId const& tenant = request.address.tenant->tenant.id;
    auto const code = TRY(ports.codes.find(tenant, CodeDigest(bearer_digest(value))));
    if (!code)
        return std::unexpected(
            invalid_grant(90090, "The provided grant is not valid. Please reauthenticate and try again."));
    // Before it is consumed: a stranger who has the code but not the verifier cannot use it up.
    TRY(check_binding(request, *code));
    TRY(consume(ports, request, *code));
    TRY(check_user(ports, request, code->grant, code->expires - kCodeLifetime));
    Redeemed redeemed{ .grant = code->grant, .scope = TRY(narrow_scope(ports, request, code->grant)) };
    TRY(add_first_refresh_token(ports, request, redeemed));
    return redeemed;
}

} // namespace gatehouse::oidc
