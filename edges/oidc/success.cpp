#include "edges/oidc/success.h"

#include "core/applications/redirect_uri.h"
#include "core/grants/bearer.h"
#include "core/tokens/issuer.h"
#include "core/tokens/scope.h"
#include "core/tokens/standard_claims.h"
#include "edges/oidc/response_type.h"
#include "edges/oidc/token.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

namespace gatehouse::oidc {
namespace {

Result<Grant> make_grant(Edge& edge, journey::State const& state, journey::Finished const& finished, ResponseType type,
    std::string session, AppKind client_kind)
{
    json::Object claims = finished.claims;
    policy::TokenSettings settings = finished.tokens;
    select_claims(claims, settings,
        { .scope = state.request.scope,
            .request = TRY(parse_claims_request(settings.strict ? state.request.parameters.get("claims") : "")),
            .id_token_alone = !type.code && !type.token });
    return Grant{
        .family = FamilyId(ordered_guid(edge.random, edge.clock.now())),
        .client = state.request.client,
        .user = finished.user,
        .policy = state.policy,
        .scope = state.request.scope,
        .claims = json::write(claims),
        .settings = std::move(settings),
        .nonce = state.request.nonce,
        .auth_time = finished.auth_time,
        .session = std::move(session),
        .correlation = state.correlation,
        .key = state.request.dpop_key,
        .client_kind = client_kind,
    };
}

// The name of the session that the journey keeps, when the application is told of logouts.
std::string session_for_client(std::optional<Application> const& app, journey::Step const& step)
{
    bool const told = app && !(app->front_channel_logout_uri.empty() && app->back_channel_logout_uri.empty());
    return told && step.writes.session ? step.writes.session->sid : std::string();
}

// An address that was taken away during the journey needs what most is asked of.
AppKind client_kind_of(std::optional<Application> const& app, std::string const& redirect_uri)
{
    return app ? find_redirect(*app, redirect_uri).value_or(AppKind::Web) : AppKind::Web;
}

std::string client_info(Grant const& grant, Tenant const& tenant)
{
    json::Object info;
    info.set("uid", grant.user.text() + "-" + to_lower(grant.policy.text()));
    info.set("utid", tenant.id.text());
    return base64url_encode(json::write(info));
}

// What the client may have today of what the journey began with.
Result<std::expected<GrantedScope, Refusal>> find_scope(
    Ports& ports, TenantId const& tenant, Grant const& grant, ResponseType type)
{
    using Answer = std::expected<GrantedScope, Refusal>;
    auto const client = TRY(ports.applications.find(tenant, grant.client));
    bool const allowed = client && client->enabled && (client->implicit_id_token || !type.id_token)
        && (client->implicit_token || !type.token);
    if (!allowed)
        return Answer(std::unexpected(
            Refusal{ 90057, "unauthorized_client", "The application may no longer be answered in this way." }));
    return grant_scope(ports, tenant, *client, grant.scope);
}

// B2C's order; state and client_info come first where no token passes through the browser, and on the form_post page.
url::Form write_fields(
    journey::Request const& request, std::string const& code, TokenSet const& tokens, std::string const& info)
{
    url::Form fields;
    auto const add = [&](std::string name, std::string const& value) {
        if (!value.empty())
            fields.add(std::move(name), value);
    };
    auto const add_state = [&] {
        add("state", request.state);
        add("client_info", info);
    };
    bool const in_front = !tokens.access_token.empty() || !tokens.id_token.empty();
    bool const state_first = !in_front || parse_response_mode(request.response_mode) == ResponseMode::FormPost;
    if (state_first)
        add_state();
    add("code", code);
    if (!tokens.access_token.empty()) {
        add("access_token", tokens.access_token);
        add("token_type", "Bearer");
        add("expires_in", std::to_string(tokens.access_expires_in));
        add("scope", tokens.scope);
    }
    add("id_token", tokens.id_token);
    if (!state_first)
        add_state();
    return fields;
}

} // namespace

Result<std::expected<Success, Refusal>> make_success(
    Edge& edge, Address const& address, journey::Step const& step, journey::Finished const& finished)
{
    using Answer = std::expected<Success, Refusal>;
    TenantId const& tenant = address.tenant->tenant.id;
    journey::Request const& request = step.state.request;
    auto const type = parse_response_type(request.response_type).value_or(ResponseType{ .code = true });
    auto const app = TRY(read<std::optional<Application>>(
        edge.store, [&](Ports& ports) { return ports.applications.find(tenant, request.client); }));
    Grant grant = TRY(make_grant(
        edge, step.state, finished, type, session_for_client(app, step), client_kind_of(app, request.redirect_uri)));
    std::string const code = type.code ? make_bearer(edge.random, edge.clock.now()) : std::string();
    TokenSet tokens;
    if (type.in_front()) {
        auto const scope = TRY(read<std::expected<GrantedScope, Refusal>>(
            edge.store, [&](Ports& ports) { return find_scope(ports, tenant, grant, type); }));
        if (!scope)
            return Answer(std::unexpected(scope.error()));
        SigningKeyInUse const key = TRY(edge.keys.signing(tenant));
        tokens = TRY(issue({ grant, *scope, request.issuer, key, edge.clock.now(),
            FrontChannel{ .id_token = type.id_token, .access_token = type.token, .code = code } }));
    }
    Success success;
    success.fields = write_fields(
        request, code, tokens, request.client_info ? client_info(grant, address.tenant->tenant) : std::string());
    if (type.code)
        success.code = Code{ .digest = CodeDigest(bearer_digest(code)),
            .grant = std::move(grant),
            .redirect_uri = request.redirect_uri,
            .code_challenge = request.code_challenge,
            .expires = edge.clock.now() + kCodeLifetime };
    return Answer(std::move(success));
}

} // namespace gatehouse::oidc
