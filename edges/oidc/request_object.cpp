#include "edges/oidc/request_object.h"

#include "core/applications/app_keys.h"
#include "core/tokens/issuer.h"
#include "libs/jose/jwt.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

std::unexpected<Refusal> refuse(std::string text)
{
    return std::unexpected(Refusal{ 90122, "invalid_request_object", std::move(text) });
}

// RFC 9101 §4: the issuer; clients were seen to name the endpoint.
std::vector<std::string> audiences(Edge const& edge, Address const& address)
{
    std::vector<std::string> names{ address.document_prefix() + "/oauth2/v2.0/authorize",
        address.document_prefix() + "/oauth2/v2.0/par" };
    for (std::string const& origin : public_origins(edge.settings, address.tenant->tenant))
        for (bool const with_tfp : { false, true })
            names.push_back(issuer_url(origin, address.tenant->tenant.id, address.plan->id, with_tfp));
    return names;
}

// RFC 8725 §3.11: where a type is given it is that of a request; an unnamed one is told by its claims.
bool is_request_type(std::string const& typ)
{
    return typ.empty() || equals_ignoring_case(typ, "JWT") || equals_ignoring_case(typ, "oauth-authz-req+jwt")
        || equals_ignoring_case(typ, "application/oauth-authz-req+jwt");
}

std::expected<json::Object, Refusal> prove(
    Edge const& edge, Address const& address, Application const& client, std::string_view object)
{
    auto const keys = usable_app_keys(client.keys, edge.clock.now());
    auto parsed = jose::parse_jwt(object);
    if (!keys || !parsed)
        return refuse("The request object is not a signed token.");
    if (!is_request_type(parsed->typ))
        return refuse("The request object's type is not oauth-authz-req+jwt.");
    auto const verified = jose::verify(std::move(*parsed), *keys);
    if (!verified)
        return refuse("The request object is not signed by a key of this application: "
            + std::string(jose::name(verified.error())) + ".");
    jose::Expectations const expected{
        .issuer = client.id.text(), .audiences = audiences(edge, address), .now = edge.clock.now()
    };
    if (auto const checked = jose::check_claims(verified->claims(), expected); !checked)
        return refuse("The request object is not valid: " + std::string(jose::name(checked.error())) + ".");
    return verified->claims();
}

} // namespace

std::expected<url::Form, Refusal> read_request_object(
    Edge const& edge, Address const& address, Application const& client, std::string_view object)
{
    json::Object const claims = TRY(prove(edge, address, client, object));
    // RFC 9101 §10.8: what is signed as proof of the client itself (RFC 7523) has a subject and is no request.
    if (claims.find("sub"))
        return refuse("The request object has a 'sub', as a client assertion has.");
    if (claims.find("request") || claims.find("request_uri"))
        return refuse("A request object carries no other.");
    if (auto const id = claims.text("client_id"); !id || !equals_ignoring_case(*id, client.id.text()))
        return refuse("The request object's client_id is not that of the request.");
    constexpr std::string_view kOfTheToken[] = { "iss", "aud", "exp", "nbf", "iat", "jti" };
    url::Form form;
    for (json::Member const& member : claims.members()) {
        if (std::ranges::find(kOfTheToken, member.name) != std::end(kOfTheToken))
            continue;
        if (auto const* text = member.value.as_text())
            form.add(member.name, *text);
        else
            form.add(member.name, json::write(member.value));
    }
    return form;
}

} // namespace gatehouse::oidc
