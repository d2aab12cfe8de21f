#include "edges/oidc/back_channel.h"

#include "edges/oidc/cors.h"
#include "edges/oidc/dpop.h"

namespace gatehouse::oidc {
namespace {

Answer<url::Form> read_form(http::Request const& request)
{
    auto form = request.form();
    if (!form)
        return std::unexpected(
            ProtocolError(90122, "invalid_request", "The request is not well-formed: " + form.error().detail));
    if (auto const twice = form->duplicate())
        return std::unexpected(ProtocolError(
            90122, "invalid_request", "The parameter '" + *twice + "' stands more than once in the request."));
    return std::move(*form);
}

} // namespace

ProtocolError unknown_address()
{
    ProtocolError unknown(90066, "invalid_request", "There is no such tenant or policy here.");
    unknown.status = 404;
    return unknown;
}

Door door_for_credentials(url::Form const& form, http::Request const& request)
{
    return form.has("client_assertion") || request.headers.find(kDpopHeader) ? Door::Write : Door::Read;
}

http::Response answer_back_channel(Edge& edge, http::Request const& request, BackChannel const& answer)
{
    auto address = find_address(edge, request);
    if (!address)
        address = find_directory(edge, request);
    if (!address)
        return json_error(unknown_address(), request.correlation_id, edge.clock.now());
    auto const form = read_form(request);
    if (!form)
        return json_error(form.error(), request.correlation_id, edge.clock.now());
    auto answered = answer(edge, *address, *form, request);
    http::Response response
        = answered ? std::move(*answered) : json_error(answered.error(), request.correlation_id, edge.clock.now());
    offer_nonce(edge, *address, request, response);
    allow_client_origin(edge, address->tenant->tenant.id, form->get("client_id"), request, response);
    return response;
}

} // namespace gatehouse::oidc
