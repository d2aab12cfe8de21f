#include "edges/oidc/pushed_request.h"

#include "core/applications/redirect_uri.h"
#include "edges/oidc/back_channel.h"
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/dpop.h"
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

struct Asking {
    Application client;
    std::string dpop_key; // "" for none
};

// RFC 9449 §10.1: a proof says which key the code is for, as dpop_jkt does.
Answer<std::string> read_key(Ports& ports, Edge const& edge, Address const& address, Application const& client,
    http::Request const& request, url::Form const& form)
{
    std::string const named = form.get("dpop_jkt");
    if (client.dpop == Use::Off || !request.headers.find(kDpopHeader))
        return named;
    std::string const proven = TRY(check_proof(ports, edge, address, request, edge.clock.now()));
    if (!named.empty() && named != proven)
        return std::unexpected(
            bad_request(90017, "invalid_dpop_proof", "The dpop_jkt is not the thumbprint of the key that was proven."));
    return proven;
}

Answer<Asking> authenticate(Edge& edge, Address const& address, http::Request const& request, url::Form const& form)
{
    return in_store<Asking>(edge, door_for_credentials(form, request), [&](Ports& ports) -> Answer<Asking> {
        Application client = TRY(authenticate_client(ports, edge, address, request, form, edge.clock.now()));
        if (client.pushed_requests == Use::Off)
            return std::unexpected(bad_request(
                90122, "unauthorized_client", "This application is not registered for pushed authorization requests."));
        std::string key = TRY(read_key(ports, edge, address, client, request, form));
        return Asking{ std::move(client), std::move(key) };
    });
}

// What goes on to the authorize endpoint: not what proved the client.
url::Form without_credentials(url::Form const& form, Asking const& asking)
{
    url::Form kept;
    for (auto const& [name, value] : form.pairs())
        if (name != "client_secret" && name != "client_assertion" && name != "client_assertion_type"
            && name != "client_id" && name != "dpop_jkt")
            kept.add(name, value);
    kept.add("client_id", asking.client.id.text());
    if (!asking.dpop_key.empty())
        kept.add("dpop_jkt", asking.dpop_key);
    return kept;
}

Answer<http::Response> answer(Edge& edge, Address const& address, url::Form const& form, http::Request const& request)
{
    if (!address.plan)
        return std::unexpected(unknown_address());
    Asking const asking = TRY(authenticate(edge, address, request, form));
    // RFC 9126 §2.1.
    if (form.has("request_uri"))
        return std::unexpected(bad_request(90122, "invalid_request", "A pushed request has no request_uri."));
    url::Form const wanted = without_credentials(form, asking);
    // RFC 9126 §2.1: judged as the authorize endpoint would, so that its errors come while the client listens.
    Prepared const prepared = TRY(prepare(edge, address, request, wanted, Channel::Pushed));
    if (prepared.page_error)
        return std::unexpected(bad_request(prepared.page_error->code, "invalid_request", prepared.page_error->text));
    if (!prepared.wanted)
        return std::unexpected(ProtocolError(prepared.wanted.error()));
    // RFC 9126 §2: with the credentials that the code will need.
    auto const kind = find_redirect(asking.client, prepared.wanted->redirect_uri);
    TRY(check_client_kind(asking.client, kind.value_or(AppKind::Web)));
    std::string const reference = random_token(edge.random);
    PushedRequest const row{ .digest = PushedDigest(crypto::sha256_text(reference)),
        .client = asking.client.id,
        .policy = address.plan->id,
        .parameters = url::build_form(wanted),
        .expires = edge.clock.now() + kLifetime };
    TRY(edge.store.transact(
        [&](Ports& ports) { return ports.pushed_requests.insert(address.tenant->tenant.id, row); }));
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
    return answer_back_channel(edge, request, answer);
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
