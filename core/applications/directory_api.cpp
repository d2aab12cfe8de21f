#include "core/applications/directory_api.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse {
namespace {

using namespace directory_role;
constexpr auto kRoles = std::to_array<std::pair<std::string_view, std::string_view>>({
    { kReadPolicies, "Read policies" },
    { kWritePolicies, "Read and write trust-framework policies" },
    { kReadKeySets, "Read the names and public parts of policy keys" },
    { kWriteKeySets, "Read and write policy keys" },
    { kReadUsers, "Read everybody's profile" },
    { kWriteUsers, "Read and write everybody's profile, create and delete people" },
    { kManageIdentities, "Change by what names people sign in" },
    { kSetPasswords, "Set the passwords of people" },
    { kReadDirectory, "Read people, the organization and its domains" },
    { kWriteDirectory, "Read and write people" },
    { kReadMethods, "Read by what second factors people sign in" },
    { kWriteMethods, "Read, register and remove second factors" },
    { kReadAudit, "Read the audit log" },
    { kReadOrganization, "Read the organization" },
    { kReadDomains, "Read the domains" },
});

} // namespace

Application const& directory_api()
{
    static Application const api = [] {
        Application app;
        app.id = ClientId(std::string(kDirectoryApiId));
        app.name = kDirectoryApiName;
        app.app_id_uri = kDirectoryApiUri;
        for (auto const& [name, description] : kRoles)
            app.roles.push_back({ std::string(name), std::string(description) });
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
