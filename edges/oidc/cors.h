// Which pages may read answers that are meant for one app: those at the origins of redirect addresses of single-page
// apps (attack-56). Discovery and keys are for everybody and are answered in documents.cpp. Source: Fetch §3.2.
#pragma once

#include "core/model/ids.h"
#include "edges/oidc/edge.h"
#include "libs/http/message.h"

#include <string>

namespace gatehouse::oidc {

// Lets the page that asked read the answer when it is one of this app's.
void allow_client_origin(Edge& edge, TenantId const& tenant, std::string const& client_id, http::Request const& request,
    http::Response& response);

// The same for an answer that is not for one app: the pages of any of the tenant's.
void allow_tenant_origin(Edge& edge, TenantId const& tenant, http::Request const& request, http::Response& response);

// OPTIONS. It does not say which app will ask, so any of the tenant's will do.
http::Response preflight(Edge& edge, http::Request const& request);

} // namespace gatehouse::oidc
