#include "edges/oidc/silent_journey.h"

namespace gatehouse::oidc {

Result<journey::Step> run_silently(
    Edge& edge, Address const& address, journey::State state, http::Request const& request)
{
    state.correlation = CorrelationId(request.correlation_id);
    journey::Input input;
    input.action = journey::Action::Begin;
    input.address = request.peer;
    return journey::advance(address.plan, address.tenant->tenant, std::move(state), input, edge.services);
}

Answer<journey::Finished> finished(journey::Step const& step)
{
    if (auto const* done = std::get_if<journey::Finished>(&step.outcome))
        return *done;
    if (auto const* refused = std::get_if<journey::Refused>(&step.outcome))
        return std::unexpected(ProtocolError(refused->refusal));
    return std::unexpected(ProtocolError(
        90077, "interaction_required", "The policy needs a page, and this request has nobody to show it to."));
}

} // namespace gatehouse::oidc
