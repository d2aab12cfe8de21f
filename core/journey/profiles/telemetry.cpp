// B2C: Insights.AzureApplicationInsightsProvider. A policy may count what it likes: it never changes a journey, and
// nothing leaves this server.
#include "core/journey/profiles/handler.h"

namespace gatehouse::journey {

Result<std::optional<Failure>> run_telemetry(Call&)
{
    return std::nullopt;
}

} // namespace gatehouse::journey
