#include "edges/oidc/cors.h"

#include "core/applications/applications.h"
#include "core/ports/ports.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

bool is_origin_of(Application const& app, std::string_view origin)
{
    return app.enabled && std::ranges::any_of(app.redirect_uris, [&](RedirectUri const& redirect) {
        if (redirect.kind != AppKind::Spa)
            return false;
        auto const address = url::parse(redirect.uri);
        return address && address->origin() == origin;
    });
}

// The tokens travel in the body: cookies are of no use here, and are not allowed.
void allow(http::Response& response, std::string_view origin)
{
    response.headers.set("Access-Control-Allow-Origin", std::string(origin));
    response.headers.set("Access-Control-Expose-Headers", "WWW-Authenticate, DPoP-Nonce");
}

} // namespace

void allow_client_origin(Edge& edge, TenantId const& tenant, std::string const& client_id, http::Request const& request,
    http::Response& response)
{
    auto const origin = request.headers.find("origin");
    if (!origin)
        return;
    response.headers.set("Vary", "Origin");
    auto const app = read<std::optional<Application>>(
        edge.store, [&](Ports& ports) { return ports.applications.find(tenant, ClientId(to_lower(client_id))); });
    if (app && *app && is_origin_of(**app, *origin))
        allow(response, *origin);
}

void allow_tenant_origin(Edge& edge, TenantId const& tenant, http::Request const& request, http::Response& response)
{
    auto const origin = request.headers.find("origin");
    if (!origin)
        return;
    response.headers.set("Vary", "Origin");
    auto const apps
        = read<std::vector<Application>>(edge.store, [&](Ports& ports) { return ports.applications.list(tenant); });
    if (apps && std::ranges::any_of(*apps, [&](Application const& app) { return is_origin_of(app, *origin); }))
        allow(response, *origin);
}

http::Response preflight(Edge& edge, http::Request const& request)
{
    http::Response response;
    response.status = 204;
    if (auto const tenant = edge.plans.snapshot()->find_tenant(request.path_value("tenant")))
        allow_tenant_origin(edge, tenant->tenant.id, request, response);
    if (response.headers.find("Access-Control-Allow-Origin")) {
        response.headers.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        // What oidc-client-ts and MSAL send that a browser asks leave for; DPoP: RFC 9449.
        response.headers.set("Access-Control-Allow-Headers", "authorization, content-type, dpop");
        response.headers.set("Access-Control-Max-Age", "600");
    }
    return response;
}

} // namespace gatehouse::oidc
