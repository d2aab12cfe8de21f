#include "edges/oidc/userinfo.h"

#include "core/tokens/issuer.h"
#include "edges/oidc/access_token.h"
#include "edges/oidc/back_channel.h"
#include "edges/oidc/cors.h"
#include "edges/oidc/dpop.h"
#include "edges/oidc/silent_journey.h"
#include "libs/base/text.h"

namespace gatehouse::oidc {
namespace {

enum class Scheme { Bearer, Dpop };

struct Presented {
    Scheme scheme = Scheme::Bearer;
    std::string token;
};

ProtocolError refusal(int status, std::string error, std::string text)
{
    ProtocolError refused(90090, std::move(error), std::move(text));
    refused.status = status;
    return refused;
}

// RFC 6750 §2: in the header, or in the form of a POST; never in the address, where logs keep it (RFC 9700 §4.3.2).
Answer<Presented> read_token(http::Request const& request)
{
    std::string const header = request.headers.get("authorization");
    auto const form = request.method == http::Method::Post ? request.form() : Result<url::Form>(url::Form());
    std::string const in_body = form ? form->get("access_token") : std::string();
    if (request.headers.count("authorization") > 1 || (!header.empty() && !in_body.empty()))
        return std::unexpected(refusal(400, "invalid_request", "Send one access token, in one place."));
    if (!in_body.empty())
        return Presented{ Scheme::Bearer, in_body };
    size_t const space = header.find(' ');
    std::string const scheme = header.substr(0, space);
    std::string const token(space == std::string::npos ? "" : trim(std::string_view(header).substr(space)));
    if (equals_ignoring_case(scheme, "Bearer") && !token.empty())
        return Presented{ Scheme::Bearer, token };
    if (equals_ignoring_case(scheme, "DPoP") && !token.empty())
        return Presented{ Scheme::Dpop, token };
    // RFC 6750 §3.1: whoever shows nothing is told nothing but the way.
    return std::unexpected(refusal(401, "", ""));
}

// RFC 9449 §7.1, §7.2: a token that is bound to a key is of no use without it, and not as a bearer token.
Answer<void> check_binding(Ports& ports, Edge const& edge, Address const& address, http::Request const& request,
    Presented const& presented, AccessToken const& token, Time now)
{
    if (token.dpop_key.empty() != (presented.scheme == Scheme::Bearer))
        return std::unexpected(refusal(401, "invalid_token", "The token was not issued for this scheme."));
    if (presented.scheme == Scheme::Bearer)
        return {};
    auto const key = check_proof(ports, edge, address, request, now, presented.token);
    if (!key) {
        ProtocolError refused = key.error();
        refused.status = 401;
        return std::unexpected(std::move(refused));
    }
    if (*key != token.dpop_key)
        return std::unexpected(refusal(401, "invalid_token", "The token is bound to another key."));
    return {};
}

Answer<AccessToken> authenticate(Edge& edge, Address const& address, http::Request const& request, Time now)
{
    Presented const presented = TRY(read_token(request));
    auto const token = find_access_token(edge, address, presented.token, now);
    if (!token)
        return std::unexpected(refusal(401, "invalid_token", "The access token is not valid or has expired."));
    if (token->user.empty())
        return std::unexpected(refusal(403, "insufficient_scope", "The access token is not about a person."));
    Door const door = presented.scheme == Scheme::Dpop ? Door::Write : Door::Read;
    return in_store<AccessToken>(edge, door, [&](Ports& ports) -> Answer<AccessToken> {
        TRY(check_binding(ports, edge, address, request, presented, *token, now));
        if (!TRY(is_still_good(ports, address.tenant->tenant.id, *token)))
            return std::unexpected(refusal(401, "invalid_token", "The access token was revoked."));
        return *token;
    });
}

std::string write_claims(AccessToken const& token)
{
    json::Object body;
    body.set("sub", token.claims.text("sub").value_or(""));
    for (json::Member const& member : token.claims.members())
        if (!is_protocol_claim(member.name))
            body.set(member.name, member.value);
    return json::write(body);
}

// B2C: Endpoint Id="UserInfo". A policy without such a journey answers with the token's claims.
Answer<std::string> claims_for(
    Edge& edge, Address const& address, http::Request const& request, AccessToken const& token)
{
    if (!address.plan || !address.plan->relying_party.user_info_journey)
        return write_claims(token);
    if (!journey::is_for_user_info(*address.plan, token.claims))
        return std::unexpected(refusal(401, "invalid_token", "The access token is not for this policy's userinfo."));
    journey::Request wanted;
    wanted.client = token.client;
    wanted.host = address.origin;
    wanted.address = request.peer;
    auto state = journey::begin_user_info(
        *address.plan, address.tenant->tenant, std::move(wanted), token.claims, edge.clock, edge.random);
    check(state.has_value(), "the policy names the journey");
    journey::Step const step = TRY(run_silently(edge, address, std::move(*state), request));
    return in_store<std::string>(edge, Door::Write, [&](Ports& ports) -> Answer<std::string> {
        TRY(journey::commit_without_browser(ports, address.tenant->tenant.id, step.writes));
        auto done = finished(step);
        if (!done) {
            ProtocolError refused = done.error();
            refused.status = refused.refusal.error == "server_error" ? 500 : 403;
            return std::unexpected(std::move(refused));
        }
        // OIDC Core §5.3.2: about the person of the token, and about nobody else.
        done->claims.set("sub", token.claims.text("sub").value_or(""));
        return json::write(done->claims);
    });
}

// RFC 6750 §3, RFC 9449 §7.1: what is accepted, and what was wrong.
void add_challenges(http::Response& response, Refusal const& refusal)
{
    std::string const reason = refusal.error.empty()
        ? std::string()
        : ", error=\"" + refusal.error + "\", error_description=\"" + refusal.text + "\"";
    response.headers.add("WWW-Authenticate", "Bearer realm=\"userinfo\"" + reason);
    response.headers.add("WWW-Authenticate", "DPoP algs=\"RS256 PS256 ES256\"" + reason);
}

http::Response answer(Edge& edge, Address const& address, http::Request const& request)
{
    auto const token = authenticate(edge, address, request, edge.clock.now());
    auto const claims
        = token ? claims_for(edge, address, request, *token) : Answer<std::string>(std::unexpected(token.error()));
    if (claims) {
        http::Response response = http::json_response(200, *claims);
        response.headers.set("Cache-Control", "no-store");
        return response;
    }
    http::Response response = json_error(claims.error(), request.correlation_id, edge.clock.now());
    if (claims.error().refusal.error.empty())
        response.body.clear();
    if (response.status == 401 || response.status == 403)
        add_challenges(response, claims.error().refusal);
    return response;
}

} // namespace

http::Response userinfo(Edge& edge, http::Request const& request)
{
    auto address = find_address(edge, request);
    if (!address)
        address = find_directory(edge, request);
    if (!address)
        return json_error(unknown_address(), request.correlation_id, edge.clock.now());
    http::Response response = answer(edge, *address, request);
    offer_nonce(edge, *address, request, response);
    allow_tenant_origin(edge, address->tenant->tenant.id, request, response);
    return response;
}

} // namespace gatehouse::oidc
