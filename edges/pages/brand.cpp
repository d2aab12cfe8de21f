#include "edges/pages/brand.h"

namespace gatehouse::pages {

std::string brand_address(std::string_view tenant_domain, Branding const& branding, std::string_view file)
{
    return "/branding/" + std::string(tenant_domain) + "/" + branding.digest + "/" + std::string(file);
}

Brand brand_of(std::string_view tenant_domain, Brandings const& brandings, std::string_view language)
{
    auto const branding = find_branding(brandings, language);
    if (!branding)
        return {};
    return { .style = brand_address(tenant_domain, *branding, kBrandStyle),
        .logo = branding->logo ? brand_address(tenant_domain, *branding, kBrandLogo) : std::string(),
        .logo_text = branding->logo_text };
}

} // namespace gatehouse::pages
