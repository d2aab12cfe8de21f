#include "edges/oidc/brand_files.h"

#include "edges/pages/brand.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

std::shared_ptr<Branding const> find_by_digest(Brandings const& brandings, std::string_view digest)
{
    auto const found
        = std::ranges::find_if(brandings, [&](auto const& entry) { return entry.second->digest == digest; });
    return found == brandings.end() ? nullptr : found->second;
}

http::Response file_of(TenantPlans const& tenant, Branding const& branding, std::string_view file)
{
    http::Response response;
    auto const* const picture = file == pages::kBrandLogo ? &branding.logo
        : file == pages::kBrandBackground                 ? &branding.background_picture
                                                          : nullptr;
    if (file == pages::kBrandStyle) {
        response.headers.set("Content-Type", "text/css; charset=utf-8");
        response.body = brand_sheet(branding,
            branding.background_picture ? pages::brand_address(tenant.tenant.domain, branding, pages::kBrandBackground)
                                        : std::string());
    } else if (picture && *picture) {
        response.headers.set("Content-Type", (*picture)->content_type);
        response.body = (*picture)->bytes;
    } else {
        return http::text_response(404, "Not found");
    }
    response.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.set("X-Content-Type-Options", "nosniff");
    // Somebody from outside gave the bytes: whatever a browser takes them for, nothing of them runs.
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    return response;
}

http::Response brand_file(Edge& edge, http::Request const& request)
{
    auto const tenant = edge.plans.snapshot()->find_tenant(request.path_value("tenant"));
    auto const branding = tenant ? find_by_digest(tenant->brandings, request.path_value("digest")) : nullptr;
    if (!branding)
        return http::text_response(404, "Not found");
    return file_of(*tenant, *branding, request.path_value("file"));
}

} // namespace

void mount_brand_files(http::Router& router, Edge& edge)
{
    router.on(http::Method::Get, "/branding/{tenant}/{digest}/{file}", http::RunsOn::Loop,
        [&edge](http::Request const& request) { return brand_file(edge, request); });
}

} // namespace gatehouse::oidc
