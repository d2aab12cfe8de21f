#include "edges/oidc/prepare.h"

#include "core/tokens/scope.h"
#include "core/tokens/standard_claims.h"
#include "edges/oidc/authorize_request.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/own_token.h"
#include "edges/oidc/request_object.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

// The scope granted replaces the one asked for: what the grant carries is never wider than what was approved
// (attack-41).
Result<std::expected<journey::Request, Refusal>> with_granted_scope(
    Ports& ports, Address const& address, Application const& client, journey::Request wanted)
{
    using Answer = std::expected<journey::Request, Refusal>;
    auto granted = TRY(grant_scope(ports, address.tenant->tenant.id, client, wanted.scope));
    // OIDC Core §3.1.3.3: a token answer holds an access token. B2C gives none for `openid` alone, and so do we, but
    // not where the standard is wanted, by a strict policy or at the policy's own issuer: there they get one for
    // themselves, as if they had asked with their client id.
    bool const strict = address.form == UrlForm::Strict || address.plan->tokens.strict;
    if (granted && strict && granted->openid && !granted->resource)
        granted = TRY(grant_scope(ports, address.tenant->tenant.id, client, granted->text + " " + client.id.text()));
    if (!granted)
        return Answer(std::unexpected(granted.error()));
    auto const type = parse_response_type(wanted.response_type).value_or(ResponseType());
    if (type.code && !granted->openid && !granted->resource)
        return Answer(std::unexpected(Refusal{
            90115, "invalid_request", "When using the 'code' flow, the scope must name a resource or 'openid'." }));
    if (type.id_token && !granted->openid)
        return Answer(std::unexpected(
            Refusal{ 90110, "invalid_request", "The scope must contain 'openid' when an id_token is asked for." }));
    if (type.token && !granted->resource)
        return Answer(std::unexpected(Refusal{ 90123, "invalid_request",
            "The scope must name a resource, or the client ID, when a token is asked for." }));
    wanted.scope = granted->text;
    return Answer(std::move(wanted));
}

// The browser's single sign-on session, if it is still good.
Result<std::optional<Session>> find_session(
    Ports& ports, Edge const& edge, Address const& address, http::Request const& request)
{
    auto const cookie = request.cookie(session_cookie_name(address.tenant->tenant));
    if (!cookie || cookie->empty())
        return std::optional<Session>();
    return ports.sessions.find(
        address.tenant->tenant.id, SessionDigest(crypto::sha256_text(*cookie)), edge.clock.now());
}

// OIDC Core §3.1.2.1: with prompt=none the answer is for the person of the hint or for nobody. A hint that proves
// nothing says nothing; where no page can ask, that ends it (attack-74).
std::expected<void, Refusal> read_hint(
    Edge const& edge, Address const& address, url::Form const& form, journey::Request& wanted)
{
    std::string const hint = form.get("id_token_hint");
    // B2C: a policy with a step GetClaims reads the hint itself, whoever signed it.
    if (hint.empty() || address.plan->relying_party.takes_hint)
        return {};
    auto const token = verify_own_token(edge, address, hint);
    if (token && token->claims().text("aud") == wanted.client.text())
        wanted.hinted_user = user_of(*token);
    if (wanted.hinted_user.empty() && split_words(wanted.prompt) == std::vector<std::string>{ "none" })
        return std::unexpected(Refusal{ 90077, "interaction_required",
            "The id_token_hint is not an ID token of this application, and the request prompt parameter has a value of "
            "'None'." });
    return {};
}

// OIDC Core §5.5. Elsewhere than in a strict policy the parameter means nothing, as in B2C.
std::expected<void, Refusal> read_claims(Address const& address, journey::Request& wanted)
{
    if (!address.plan->tokens.strict)
        return {};
    auto const claims = parse_claims_request(wanted.parameters.get("claims"));
    if (!claims)
        return std::unexpected(
            Refusal{ 90122, "invalid_request", "The claims parameter is not well-formed: " + claims.error().detail });
    // §3.1.2.2: the answer is about the person asked for, or there is none.
    if (!claims->subject.empty() && wanted.hinted_user.empty())
        wanted.hinted_user = UserId(claims->subject);
    if (!claims->subject.empty() && wanted.hinted_user != UserId(claims->subject))
        return std::unexpected(Refusal{
            90122, "invalid_request", "The claims parameter and the id_token_hint ask for different people." });
    if (!claims->acr_values.empty())
        wanted.acr_values += (wanted.acr_values.empty() ? "" : " ") + claims->acr_values;
    return {};
}

// RFC 9126 §6, RFC 9101 §10.5: what an app registers as a must is one, or it protects nothing.
std::optional<Refusal> missing_protection(Application const& client, Channel channel, bool is_signed)
{
    if (client.pushed_requests == Use::Required && channel != Channel::Pushed)
        return Refusal{ 90122, "invalid_request", "This application must push its authorization requests." };
    if (client.request_objects == Use::Required && !is_signed)
        return Refusal{ 90122, "invalid_request", "This application must sign its authorization requests." };
    return std::nullopt;
}

// The form itself when there is no request object, or none that this app may send.
Result<std::expected<url::Form, Refusal>> open_request_object(
    Edge const& edge, Ports& ports, Address const& address, url::Form const& form)
{
    using Opened = std::expected<url::Form, Refusal>;
    if (!form.has("request"))
        return Opened(form);
    auto const client
        = TRY(ports.applications.find(address.tenant->tenant.id, ClientId(to_lower(form.get("client_id")))));
    if (!client || !client->enabled || client->request_objects == Use::Off)
        return Opened(form);
    return read_request_object(edge, address, *client, form.get("request"));
}

Result<Prepared> prepare_with(Ports& ports, Edge const& edge, Address const& address, http::Request const& request,
    url::Form const& form, Channel channel)
{
    Prepared prepared{ std::nullopt, std::nullopt, std::unexpected(Refusal{}), std::nullopt };
    auto const opened = TRY(open_request_object(edge, ports, address, form));
    url::Form const& used = opened ? *opened : form;
    auto trusted = trust_return(ports, address, used);
    if (!trusted) {
        prepared.page_error = opened ? trusted.error() : PageError{ 400, opened.error().code, opened.error().text };
        return prepared;
    }
    prepared.client = std::move(*trusted);
    Application const& client = prepared.client->client;
    if (!opened) {
        prepared.wanted = std::unexpected(opened.error());
        return prepared;
    }
    bool const is_signed = form.has("request") && !used.has("request");
    if (auto missing = missing_protection(client, channel, is_signed)) {
        prepared.wanted = std::unexpected(std::move(*missing));
        return prepared;
    }
    prepared.wanted = read_authorize_request(used, client, prepared.client->back, request);
    if (prepared.wanted)
        prepared.wanted = TRY(with_granted_scope(ports, address, client, std::move(*prepared.wanted)));
    if (prepared.wanted)
        if (auto const hint = read_hint(edge, address, used, *prepared.wanted); !hint)
            prepared.wanted = std::unexpected(hint.error());
    if (prepared.wanted)
        if (auto const claims = read_claims(address, *prepared.wanted); !claims)
            prepared.wanted = std::unexpected(claims.error());
    prepared.session = TRY(find_session(ports, edge, address, request));
    return prepared;
}

} // namespace

Result<Prepared> prepare(
    Edge& edge, Address const& address, http::Request const& request, url::Form const& form, Channel channel)
{
    return read<Prepared>(
        edge.store, [&](Ports& ports) { return prepare_with(ports, edge, address, request, form, channel); });
}

std::optional<PageError> check_single(url::Form const& form)
{
    for (std::string_view const name : { "client_id", "redirect_uri", "response_mode", "state", "request_uri" })
        if (std::ranges::count(form.pairs(), name, &std::pair<std::string, std::string>::first) > 1)
            return PageError{ 400, 90122,
                "The parameter '" + std::string(name) + "' stands more than once in the request." };
    return std::nullopt;
}

void audit_refusal(
    Edge& edge, Address const& address, http::Request const& request, ClientId const& client, Refusal const& refusal)
{
    json::Object detail;
    detail.set("error", refusal.error);
    detail.set("code", refusal.code);
    AuditEvent event{ .kind = AuditKind::RequestRefused,
        .time = edge.clock.now(),
        .correlation = CorrelationId(request.correlation_id),
        .user = {},
        .client = client,
        .policy = address.plan->id,
        .address = request.peer,
        .detail = json::write(detail) };
    auto const written
        = edge.store.transact([&](Ports& ports) { return ports.audit.append(address.tenant->tenant.id, event); });
    if (!written)
        log::error("a refusal could not be written to the audit log",
            { { "correlation", request.correlation_id }, { "detail", written.error().detail } });
}

} // namespace gatehouse::oidc
