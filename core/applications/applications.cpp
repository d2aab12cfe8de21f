#include "core/applications/applications.h"

#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse {

std::string_view name(AppKind kind)
{
    switch (kind) {
    case AppKind::Web:
        return "web";
    case AppKind::Spa:
        return "spa";
    case AppKind::Native:
        break;
    }
    return "native";
}

std::optional<AppKind> parse_app_kind(std::string_view text)
{
    for (AppKind const kind : { AppKind::Web, AppKind::Spa, AppKind::Native })
        if (name(kind) == text)
            return kind;
    return std::nullopt;
}

std::vector<RedirectUri> redirect_uris_of(AppKind kind, std::vector<std::string> const& uris)
{
    std::vector<RedirectUri> all;
    for (std::string const& uri : uris)
        all.push_back({ uri, kind });
    return all;
}

std::vector<std::string> uris_as(Application const& application, AppKind kind)
{
    std::vector<std::string> uris;
    for (RedirectUri const& one : application.redirect_uris)
        if (one.kind == kind)
            uris.push_back(one.uri);
    return uris;
}

bool has_confidential_part(Application const& application)
{
    return application.kind == AppKind::Web
        || std::ranges::find(application.redirect_uris, AppKind::Web, &RedirectUri::kind)
        != application.redirect_uris.end();
}

std::optional<AppKind> public_part(Application const& application)
{
    if (application.kind != AppKind::Web)
        return application.kind;
    auto const found = std::ranges::find_if(
        application.redirect_uris, [](RedirectUri const& one) { return one.kind != AppKind::Web; });
    return found == application.redirect_uris.end() ? std::nullopt : std::optional(found->kind);
}

std::string service_principal(TenantId const& tenant, ClientId const& client)
{
    return crypto::digest_guid("service principal\n" + tenant.text() + "\n" + client.text());
}

std::string object_id(TenantId const& tenant, ClientId const& client)
{
    return crypto::digest_guid("application\n" + tenant.text() + "\n" + client.text());
}

std::string permission_id(ClientId const& resource, PermissionKind kind, std::string_view name)
{
    return crypto::digest_guid(
        std::string(kind == PermissionKind::Role ? "role\n" : "scope\n") + resource.text() + "\n" + std::string(name));
}

std::string_view name(Use use)
{
    return use == Use::Required ? "required" : use == Use::Allowed ? "allowed" : "off";
}

std::optional<Use> parse_use(std::string_view text)
{
    for (Use const use : { Use::Off, Use::Allowed, Use::Required })
        if (name(use) == text)
            return use;
    return std::nullopt;
}

} // namespace gatehouse
