#include "edges/oidc/brand_files.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

constexpr std::string_view kStyle = "style.css";
constexpr std::string_view kLogo = "logo";
constexpr std::string_view kBackground = "background";

std::string address_of(TenantPlans const& tenant, Branding const& branding, std::string_view file)
{
    return "/branding/" + tenant.tenant.domain + "/" + branding.digest + "/" + std::string(file);
}

std::shared_ptr<Branding const> find_by_digest(Brandings const& brandings, std::string_view digest)
{
    auto const found
        = std::ranges::find_if(brandings, [&](auto const& entry) { return entry.second->digest == digest; });
    return found == brandings.end() ? nullptr : found->second;
}

http::Response file_of(TenantPlans const& tenant, Branding const& branding, std::string_view file)
{
    http::Response response;
    auto const* const picture = file == kLogo ? &branding.logo
        : file == kBackground                 ? &branding.background_picture
                                              : nullptr;
    if (file == kStyle) {
        response.headers.set("Content-Type", "text/css; charset=utf-8");
        response.body = brand_sheet(
            branding, branding.background_picture ? address_of(tenant, branding, kBackground) : std::string());
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

pages::Brand brand_of(TenantPlans const& tenant, std::string_view language)
{
    auto const branding = find_branding(tenant.brandings, language);
    if (!branding)
        return {};
    return { .style = address_of(tenant, *branding, kStyle),
        .logo = branding->logo ? address_of(tenant, *branding, kLogo) : std::string(),
        .logo_text = branding->logo_text };
}

void mount_brand_files(http::Router& router, Edge& edge)
{
    router.on(http::Method::Get, "/branding/{tenant}/{digest}/{file}", http::RunsOn::Loop,
        [&edge](http::Request const& request) { return brand_file(edge, request); });
}

} // namespace gatehouse::oidc
