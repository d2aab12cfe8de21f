#include "apps/gatehouse/outbound.h"

namespace gatehouse::app {

std::unique_ptr<http::Client> make_outbound_client(http::ClientOptions outbound, CallLimits const& limits)
{
    check(outbound.guard.has_value(), "a tenant's addresses are called through a guard");
    outbound.total_timeout = limits.time;
    outbound.max_body = limits.bytes;
    return http::make_client(std::move(outbound));
}

} // namespace gatehouse::app
