#include "core/applications/directory_api.h"

#include <algorithm>

namespace gatehouse {

Application const& directory_api()
{
    static Application const api = [] {
        Application app;
        app.id = ClientId(std::string(kDirectoryApiId));
        app.name = kDirectoryApiName;
        app.app_id_uri = kDirectoryApiUri;
        app.roles = { { std::string(directory_role::kReadPolicies), "Read policies" },
            { std::string(directory_role::kWritePolicies), "Read and write trust-framework policies" },
            { std::string(directory_role::kReadKeySets), "Read the names and public parts of policy keys" },
            { std::string(directory_role::kWriteKeySets), "Read and write policy keys" } };
        return app;
    }();
    return api;
}

bool has_directory_role(Application const& app, std::span<std::string_view const> roles)
{
    return std::ranges::any_of(app.permissions, [&](Permission const& permission) {
        return permission.resource == directory_api().id && permission.kind == PermissionKind::Role
            && permission.consented && std::ranges::find(roles, permission.scope) != roles.end();
    });
}

} // namespace gatehouse
