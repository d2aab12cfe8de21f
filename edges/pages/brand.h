// Where browsers find what a tenant's branding consists of.
#pragma once

#include "core/branding/branding.h"
#include "edges/pages/pages.h"

#include <string>
#include <string_view>

namespace gatehouse::pages {

inline constexpr std::string_view kBrandStyle = "style.css";
inline constexpr std::string_view kBrandLogo = "logo";
inline constexpr std::string_view kBrandBackground = "background";

// "/branding/contoso.onmicrosoft.com/{digest}/logo": what it leads to never changes.
std::string brand_address(std::string_view tenant_domain, Branding const& branding, std::string_view file);
// Of pages in this language.
Brand brand_of(std::string_view tenant_domain, Brandings const& brandings, std::string_view language);

} // namespace gatehouse::pages
