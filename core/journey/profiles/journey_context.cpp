// Values that the journey itself knows. B2C: UserJourneyContextProvider, RefreshTokenReadAndSetup.
#include "core/journey/profiles/handler.h"

namespace gatehouse::journey {

Result<std::optional<Failure>> run_journey_context(Call& call)
{
    Run const& run = call.run;
    call.outputs.insert_or_assign(
        "IP-Address", run.input.address.empty() ? run.state.request.address : run.input.address);
    call.outputs.insert_or_assign("CorrelationId", run.state.correlation.text());
    call.outputs.insert_or_assign("DateTimeInUtc", rfc3339(run.now));
    return std::nullopt;
}

Result<std::optional<Failure>> run_refresh_token_setup(Call& call)
{
    State const& state = call.run.state;
    if (state.refresh_user.empty())
        return std::nullopt;
    call.outputs.insert_or_assign("objectId", state.refresh_user.text());
    call.outputs.insert_or_assign("refreshTokenIssuedOnDateTime", rfc3339(state.refresh_issued));
    return std::nullopt;
}

} // namespace gatehouse::journey
