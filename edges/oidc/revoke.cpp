#include "edges/oidc/revoke.h"

#include "core/grants/bearer.h"
#include "edges/oidc/access_token.h"
#include "edges/oidc/back_channel.h"
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/token.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

Answer<std::string> read_token(url::Form const& form)
{
    std::string token = form.get("token");
    if (token.empty())
        return std::unexpected(
            ProtocolError(90083, "invalid_request", "The request is missing the required parameter 'token'."));
    return token;
}

http::Response no_store(http::Response response)
{
    response.headers.set("Cache-Control", "no-store");
    return response;
}

Answer<void> end_family(
    Ports& ports, Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    TenantId const& tenant = address.tenant->tenant.id;
    Application const client = TRY(authenticate_client(ports, edge, address, request, form, now));
    std::string const value = TRY(read_token(form));
    // The hint is not needed to tell the two apart (RFC 7009 §2.1).
    auto const token = TRY(ports.refresh_tokens.find(tenant, RefreshDigest(bearer_digest(value))));
    if (!token) {
        if (find_access_token(edge, address, value, now))
            return std::unexpected(ProtocolError(
                90087, "unsupported_token_type", "An access token cannot be revoked; it lives until it expires."));
        // RFC 7009 §2.2: what nobody knows is as good as revoked.
        return {};
    }
    if (token->grant.client != client.id)
        return std::unexpected(ProtocolError(
            90279, "invalid_grant", "The provided client ID does not match the client that this grant was issued to."));
    TRY(ports.refresh_tokens.revoke_family(tenant, token->grant.user, token->grant.family, now));
    return ports.audit.append(tenant,
        audit_event(
            TokenRequest{ edge, address, client, form, request, now, {} }, AuditKind::TokenRevoked, token->grant));
}

// --- introspection ---------------------------------------------------------------------------------------------------

bool is_for(AccessToken const& token, Application const& client)
{
    return token.client == client.id || token.claims.text("aud") == client.id.text();
}

json::Object describe_access(AccessToken const& token)
{
    json::Object body{ { "active", true } };
    if (auto const scope = token.claims.text("scp"))
        body.set("scope", *scope);
    body.set("client_id", token.client.text());
    body.set("token_type", token.dpop_key.empty() ? "Bearer" : "DPoP");
    // RFC 9470 §6.2: acr and auth_time tell a resource whether a step-up is due; `tfp` is B2C's way to say it.
    for (char const* name : { "exp", "iat", "nbf", "sub", "aud", "iss", "oid", "tfp", "acr", "auth_time", "cnf" })
        if (json::Value const* value = token.claims.find(name))
            body.set(name, *value);
    return body;
}

json::Object describe_refresh(RefreshToken const& token)
{
    return { { "active", true }, { "scope", token.grant.scope }, { "client_id", token.grant.client.text() },
        { "exp", unix_seconds(token.expires) }, { "iat", unix_seconds(token.issued) },
        { "sub", token.grant.user.text() }, { "auth_time", unix_seconds(token.grant.auth_time) } };
}

Answer<json::Object> describe_token(
    Ports& ports, Edge& edge, Address const& address, Application const& client, std::string const& value, Time now)
{
    TenantId const& tenant = address.tenant->tenant.id;
    json::Object const inactive{ { "active", false } };
    if (auto const access = find_access_token(edge, address, value, now)) {
        bool const good = is_for(*access, client) && TRY(is_still_good(ports, tenant, *access));
        return good ? describe_access(*access) : inactive;
    }
    auto const token = TRY(ports.refresh_tokens.find(tenant, RefreshDigest(bearer_digest(value))));
    if (!token || token->grant.client != client.id || token->spent || token->expires <= now
        || token->family_expires <= now)
        return inactive;
    auto const user = TRY(ports.users.find_standing(tenant, token->grant.user));
    bool const good = user && user->enabled && user->tokens_valid_from <= token->issued;
    return good ? describe_refresh(*token) : inactive;
}

Answer<json::Object> authenticate_and_describe(
    Ports& ports, Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Application const client = TRY(authenticate_client(ports, edge, address, request, form, now));
    // RFC 7662 §2.1, §4: without authentication anybody could try tokens here.
    if (client.kind != AppKind::Web)
        return std::unexpected(ProtocolError(
            90058, "unauthorized_client", "The provided application is not allowed to ask: it is public."));
    return describe_token(ports, edge, address, client, TRY(read_token(form)), now);
}

} // namespace

http::Response revoke(Edge& edge, http::Request const& request)
{
    return answer_back_channel(edge, request,
        [](Edge& at, Address const& address, url::Form const& form,
            http::Request const& asked) -> Answer<http::Response> {
            TRY(in_store<void>(at, Door::Write,
                [&](Ports& ports) { return end_family(ports, at, address, form, asked, at.clock.now()); }));
            return no_store(http::Response{});
        });
}

http::Response introspect(Edge& edge, http::Request const& request)
{
    return answer_back_channel(edge, request,
        [](Edge& at, Address const& address, url::Form const& form,
            http::Request const& asked) -> Answer<http::Response> {
            json::Object const body
                = TRY(in_store<json::Object>(at, door_for_credentials(form, asked), [&](Ports& ports) {
                      return authenticate_and_describe(ports, at, address, form, asked, at.clock.now());
                  }));
            return no_store(http::json_response(200, json::write(body)));
        });
}

} // namespace gatehouse::oidc
