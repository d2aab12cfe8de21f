#include "edges/oidc/address.h"

#include "libs/base/text.h"

namespace gatehouse::oidc {

std::string Address::page_prefix() const
{
    return "/" + tenant_segment + "/" + plan->id.text();
}
std::string Address::document_prefix() const
{
    return origin + "/" + tenant_segment + "/" + to_lower(plan->id.text());
}

std::string const& public_origin(Settings const& settings, http::Request const& request)
{
    std::string const asked = (request.tls ? "https://" : "http://") + request.claimed_host();
    for (std::string const& origin : settings.origins)
        if (equals_ignoring_case(origin, asked))
            return origin;
    return settings.origins.front();
}

std::optional<Address> find_address(Edge const& edge, http::Request const& request)
{
    std::string const tenant_segment = request.path_value("tenant");
    std::string policy = request.path_value("policy");
    if (policy.empty()) {
        auto const query = request.query();
        if (!query)
            return std::nullopt;
        policy = query->get("p");
    }
    auto const tenant = edge.plans.snapshot()->find_tenant(tenant_segment);
    if (!tenant)
        return std::nullopt;
    auto const plan = tenant->plans.find(policy);
    if (plan == tenant->plans.end())
        return std::nullopt;
    return Address{ tenant, plan->second, to_lower(tenant_segment), public_origin(edge.settings, request) };
}

} // namespace gatehouse::oidc
