#include "edges/oidc/address.h"

#include "core/tenants/origins.h"
#include "core/tokens/issuer.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

UrlForm form_of(http::Request const& request, TenantPlans const& tenant)
{
    std::string path = to_lower(request.path);
    if (path.starts_with(kServerMetadata))
        path.erase(0, kServerMetadata.size());
    std::string const guid = tenant.tenant.id.text();
    if (path.starts_with("/te/"))
        return UrlForm::Te;
    if (!path.starts_with("/tfp/"))
        return request.path_value("policy").empty() ? UrlForm::Query : UrlForm::Path;
    auto const segments = split(path, '/');
    bool const below_issuer = segments.size() > 4 && segments[4] == "v2.0";
    return below_issuer && equals_ignoring_case(request.path_value("tenant"), guid) ? UrlForm::Strict : UrlForm::Tfp;
}

struct Asked {
    std::shared_ptr<TenantPlans const> tenant;
    std::string policy; // "" for none
};

std::optional<Asked> read_asked(Edge const& edge, http::Request const& request)
{
    Asked asked;
    asked.policy = request.path_value("policy");
    if (asked.policy.empty()) {
        auto const query = request.query();
        if (!query)
            return std::nullopt;
        asked.policy = query->get("p");
    }
    asked.tenant = edge.plans.snapshot()->find_tenant(request.path_value("tenant"));
    if (!asked.tenant)
        return std::nullopt;
    return asked;
}

Address make_address(
    Edge const& edge, http::Request const& request, std::shared_ptr<TenantPlans const> tenant, policy::SharedPlan plan)
{
    std::string origin = public_origin(edge.settings, tenant->tenant, request);
    UrlForm const form = form_of(request, *tenant);
    return { std::move(tenant), std::move(plan), to_lower(request.path_value("tenant")), std::move(origin), form };
}

} // namespace

std::string Address::page_prefix() const
{
    return "/" + tenant_segment + "/" + plan->id.text();
}

std::string Address::document_prefix() const
{
    std::string const lead = form == UrlForm::Te          ? "/te/"
        : form == UrlForm::Tfp || form == UrlForm::Strict ? "/tfp/"
                                                          : "/";
    std::string prefix = origin + lead + tenant_segment;
    if (plan)
        prefix += "/" + to_lower(plan->id.text());
    if (form == UrlForm::Strict)
        prefix += "/v2.0";
    return prefix;
}

std::string Address::issuer(policy::TokenSettings const& settings) const
{
    bool const with_tfp = plan && (form == UrlForm::Strict || settings.issuer_with_tfp);
    return issuer_url(origin, tenant->tenant.id, plan ? plan->id : PolicyId(), with_tfp);
}

std::vector<std::string> public_origins(Settings const& settings, Tenant const& tenant)
{
    return gatehouse::public_origins(tenant, settings.origins);
}

std::string public_origin(Settings const& settings, Tenant const& tenant, http::Request const& request)
{
    return gatehouse::public_origin(
        tenant, settings.origins, (request.tls ? "https://" : "http://") + request.claimed_host());
}

std::optional<Address> find_address(Edge const& edge, http::Request const& request)
{
    auto const asked = read_asked(edge, request);
    if (!asked)
        return std::nullopt;
    auto const plan = asked->tenant->plans.find(asked->policy);
    if (plan == asked->tenant->plans.end())
        return std::nullopt;
    return make_address(edge, request, asked->tenant, plan->second);
}

std::optional<Address> find_directory(Edge const& edge, http::Request const& request)
{
    auto const asked = read_asked(edge, request);
    if (!asked || !asked->policy.empty())
        return std::nullopt;
    return make_address(edge, request, asked->tenant, nullptr);
}

bool is_own_issuer(Settings const& settings, Tenant const& tenant, PolicyId const& policy, std::string_view issuer)
{
    return std::ranges::any_of(public_origins(settings, tenant), [&](std::string const& origin) {
        return issuer == issuer_url(origin, tenant.id, policy, false)
            || issuer == issuer_url(origin, tenant.id, policy, true);
    });
}

} // namespace gatehouse::oidc
