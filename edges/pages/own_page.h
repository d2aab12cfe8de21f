// A page of the tenant's own around one of ours. B2C: LoadUri.
#pragma once

#include "edges/pages/layout.h"
#include "edges/pages/pages.h"

namespace gatehouse::pages {

// Nothing when the page has none, or it cannot be had just now: then the built-in page is drawn.
std::optional<http::Response> own_document(
    Layout const& layout, std::optional<OwnPage> const& own, TemplateSource* templates);

} // namespace gatehouse::pages
