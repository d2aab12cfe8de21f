// What a tenant's branding consists of for a browser: a style sheet and pictures below "/branding/".
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/router.h"

namespace gatehouse::oidc {

void mount_brand_files(http::Router& router, Edge& edge);

} // namespace gatehouse::oidc
