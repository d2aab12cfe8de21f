#include "edges/oidc/pushed_request.h"

#include "edges/oidc/back_channel.h"
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/prepare.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

namespace gatehouse::oidc {
namespace {

constexpr std::string_view kPrefix = "urn:ietf:params:oauth:request_uri:";
// RFC 9126 §2.2: as short as the way of the browser to us takes.
constexpr seconds kLifetime{ 90 };

ProtocolError bad_request(int code, std::string error, std::string text)
{
    return { code, std::move(error), std::move(text) };
}

Answer<Application> authenticate(
    Edge& edge, Address const& address, http::Request const& request, url::Form const& form)
{
    Application client = TRY(in_store<Application>(edge, door_for_credentials(form, request),
        [&](Ports& ports) { return authenticate_client(ports, edge, address, request, form, edge.clock.now()); }));
    if (client.pushed_requests == Use::Off)
        return std::unexpected(bad_request(
            90122, "unauthorized_client", "This application is not registered for pushed authorization requests."));
    return client;
}

// What goes on to the authorize endpoint: not what proved the client.
url::Form without_credentials(url::Form const& form, ClientId const& client)
{
    url::Form kept;
    for (auto const& [name, value] : form.pairs())
        if (name != "client_secret" && name != "client_assertion" && name != "client_assertion_type"
            && name != "client_id")
            kept.add(name, value);
    kept.add("client_id", client.text());
    return kept;
}

Answer<http::Response> answer(Edge& edge, http::Request const& request)
{
    auto const address = find_address(edge, request);
    if (!address) {
        ProtocolError unknown(90066, "invalid_request", "There is no such tenant or policy here.");
        unknown.status = 404;
        return std::unexpected(unknown);
    }
    auto const form = request.form();
    if (!form)
        return std::unexpected(
            bad_request(90122, "invalid_request", "The request is not well-formed: " + form.error().detail));
    if (auto const twice = form->duplicate())
        return std::unexpected(bad_request(
            90122, "invalid_request", "The parameter '" + *twice + "' stands more than once in the request."));
    Application const client = TRY(authenticate(edge, *address, request, *form));
    // RFC 9126 §2.1.
    if (form->has("request_uri"))
        return std::unexpected(bad_request(90122, "invalid_request", "A pushed request has no request_uri."));
    url::Form const wanted = without_credentials(*form, client.id);
    // RFC 9126 §2.1: judged as the authorize endpoint would, so that its errors come while the client listens.
    Prepared const prepared = TRY(prepare(edge, *address, request, wanted, Channel::Pushed));
    if (prepared.page_error)
        return std::unexpected(bad_request(prepared.page_error->code, "invalid_request", prepared.page_error->text));
    if (!prepared.wanted)
        return std::unexpected(ProtocolError(prepared.wanted.error()));
    std::string const reference = random_token(edge.random);
    PushedRequest const row{ .digest = PushedDigest(crypto::sha256_text(reference)),
        .client = client.id,
        .policy = address->plan->id,
        .parameters = url::build_form(wanted),
        .expires = edge.clock.now() + kLifetime };
    TRY(edge.store.transact(
        [&](Ports& ports) { return ports.pushed_requests.insert(address->tenant->tenant.id, row); }));
    json::Object body;
    body.set("request_uri", std::string(kPrefix) + reference);
    body.set("expires_in", static_cast<std::int64_t>(kLifetime.count()));
    http::Response response = http::json_response(201, json::write(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

} // namespace

http::Response push_request(Edge& edge, http::Request const& request)
{
    auto response = answer(edge, request);
    if (!response)
        return json_error(response.error(), request.correlation_id, edge.clock.now());
    return std::move(*response);
}

bool is_pushed_uri(std::string_view request_uri)
{
    return request_uri.starts_with(kPrefix);
}

Result<std::expected<url::Form, PageError>> take_pushed(Edge& edge, Address const& address, url::Form const& form)
{
    using Taken = std::expected<url::Form, PageError>;
    std::string const reference = form.get("request_uri").substr(kPrefix.size());
    auto const pushed = TRY(transact<std::optional<PushedRequest>>(edge.store, [&](Ports& ports) {
        return ports.pushed_requests.take(
            address.tenant->tenant.id, PushedDigest(crypto::sha256_text(reference)), edge.clock.now());
    }));
    // RFC 9126 §4: bound to the client; and, as every grant here, to the policy.
    bool const fits = pushed && equals_ignoring_case(pushed->client.text(), form.get("client_id"))
        && equals_ignoring_case(pushed->policy.text(), address.plan->id.text());
    if (!fits)
        return Taken(std::unexpected(
            PageError{ 400, 90122, "The request_uri is unknown, used or expired. Start again from the application." }));
    return Taken(TRY(url::parse_form(pushed->parameters)));
}

} // namespace gatehouse::oidc
