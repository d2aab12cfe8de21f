// What a tenant's branding consists of for a browser: a style sheet and pictures below "/branding/".
#pragma once

#include "core/branding/branding.h"
#include "edges/oidc/edge.h"
#include "edges/pages/pages.h"

namespace gatehouse::oidc {

// Of pages in this language. The addresses hold a digest: what they lead to never changes.
pages::Brand brand_of(TenantPlans const& tenant, std::string_view language);

void mount_brand_files(http::Router& router, Edge& edge);

} // namespace gatehouse::oidc
