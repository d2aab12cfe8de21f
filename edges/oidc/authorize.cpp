#include "edges/oidc/authorize.h"

#include "core/tokens/scope.h"
#include "edges/oidc/address.h"
#include "edges/oidc/authorize_request.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/trusted_return.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

PageError internal_error(http::Request const& request, Error const& error)
{
    log::error(
        "an authorize request failed", { { "correlation", request.correlation_id }, { "detail", error.detail } });
    if (error.fault == Fault::Unavailable)
        return { 429, 90229, "The server is busy. Try again in a few seconds." };
    return { 500, 90085, "An internal error has occurred. Try again." };
}

// The scope granted replaces the one asked for: what the grant carries is never wider than what was approved
// (attack-41).
Result<std::expected<journey::Request, Refusal>> with_granted_scope(
    Ports& ports, Address const& address, Application const& client, journey::Request wanted)
{
    using Answer = std::expected<journey::Request, Refusal>;
    auto granted = TRY(grant_scope(ports, address.tenant->tenant.id, client, wanted.scope));
    // OIDC Core §3.1.3.3: a token answer holds an access token. B2C gives none for `openid` alone, and so do we, but
    // not to those who came to the policy's own issuer for the standard: they get one for themselves, as if they had
    // asked with their client id.
    if (granted && address.form == UrlForm::Strict && granted->openid && !granted->resource)
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

struct Prepared {
    std::optional<TrustedClient> client;
    std::optional<PageError> page_error;
    std::expected<journey::Request, Refusal> wanted;
    std::optional<Session> session;
};

// Everything that one look into the store can tell.
Result<Prepared> prepare(Edge& edge, Address const& address, http::Request const& request, url::Form const& form)
{
    return read<Prepared>(edge.store, [&](Ports& ports) -> Result<Prepared> {
        Prepared prepared{ std::nullopt, std::nullopt, std::unexpected(Refusal{}), std::nullopt };
        auto trusted = trust_return(ports, address, form);
        if (!trusted) {
            prepared.page_error = trusted.error();
            return prepared;
        }
        prepared.client = std::move(*trusted);
        prepared.wanted = read_authorize_request(form, prepared.client->client, prepared.client->back, request);
        if (prepared.wanted)
            prepared.wanted
                = TRY(with_granted_scope(ports, address, prepared.client->client, std::move(*prepared.wanted)));
        prepared.session = TRY(find_session(ports, edge, address, request));
        return prepared;
    });
}

} // namespace

http::Response authorize(Edge& edge, http::Request const& request)
{
    auto const address = find_address(edge, request);
    if (!address)
        return error_page(edge, request, { 404, 90066, "There is no such tenant or policy here." });
    auto const form = request.method == http::Method::Post ? request.form() : request.query();
    if (!form)
        return error_page(edge, request, { 400, 90122, "The request is not well-formed: " + form.error().detail });
    for (std::string_view const name : { "client_id", "redirect_uri", "response_mode", "state" }) {
        // Two addresses in one request: which one was checked, and which one is used? (attack-1)
        if (std::ranges::count(form->pairs(), name, &std::pair<std::string, std::string>::first) > 1)
            return error_page(edge, request,
                { 400, 90122, "The parameter '" + std::string(name) + "' stands more than once in the request." });
    }
    auto prepared = prepare(edge, *address, request, *form);
    if (!prepared)
        return error_page(edge, request, internal_error(request, prepared.error()));
    if (prepared->page_error)
        return error_page(edge, request, *prepared->page_error);
    TrustedClient const& trusted = *prepared->client;
    if (!prepared->wanted) {
        audit_refusal(edge, *address, request, trusted.client.id, prepared->wanted.error());
        return redirect_error(trusted.back, prepared->wanted.error(), request.correlation_id, edge.clock.now(),
            random_token(edge.random, 16));
    }
    BrowserCookie browser{ request.cookie(kBrowserCookie).value_or(""), false };
    if (browser.value.size() != 43)
        browser = { random_token(edge.random), true };
    prepared->wanted->host = address->origin;
    prepared->wanted->issuer = address->issuer();
    journey::State state = journey::begin(*address->plan, address->tenant->tenant, std::move(*prepared->wanted),
        prepared->session, edge.clock, edge.random);
    state.browser = crypto::sha256_text(browser.value);
    state.correlation = CorrelationId(request.correlation_id);
    journey::Input input;
    input.action = journey::Action::Begin;
    input.address = request.peer;
    auto const step = journey::advance(address->plan, address->tenant->tenant, std::move(state), input, edge.services);
    if (!step)
        return error_page(edge, request, internal_error(request, step.error()));
    auto response = conclude(edge, request, *address, browser, *step);
    if (!response)
        return error_page(edge, request, internal_error(request, response.error()));
    return std::move(*response);
}

} // namespace gatehouse::oidc
