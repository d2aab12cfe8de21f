#include "core/tenants/origins.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse {

std::vector<std::string> public_origins(Tenant const& tenant, std::vector<std::string> const& of_server)
{
    std::vector<std::string> origins = tenant.origins;
    for (std::string const& one : of_server)
        if (std::ranges::find(origins, one) == origins.end())
            origins.push_back(one);
    return origins;
}

std::string public_origin(Tenant const& tenant, std::vector<std::string> const& of_server, std::string_view asked)
{
    std::vector<std::string> const origins = public_origins(tenant, of_server);
    auto const known
        = std::ranges::find_if(origins, [&](std::string const& one) { return equals_ignoring_case(one, asked); });
    if (known != origins.end())
        return *known;
    return origins.empty() ? "" : origins.front();
}

} // namespace gatehouse
