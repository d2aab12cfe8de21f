#include "core/applications/directory_api.h"

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

using namespace directory_role;
struct Role {
    std::string_view name;
    std::string_view id;
    std::string_view description;
};
constexpr auto kRoles = std::to_array<Role>({
    { kReadPolicies, "246dd0d5-5bd0-4def-940b-0421030a5b68", "Read policies" },
    { kWritePolicies, "79a677f7-b79d-40d0-a36a-3e6f8688dd7a", "Read and write trust-framework policies" },
    { kReadKeySets, "fff194f1-7dce-4428-8301-1badb5518201", "Read the names and public parts of policy keys" },
    { kWriteKeySets, "4a771c9a-1cf2-4609-b88e-3d3e02d539cd", "Read and write policy keys" },
    { kReadUsers, "df021288-bdef-4463-88db-98f22de89214", "Read everybody's profile" },
    { kWriteUsers, "741f803b-c850-494e-b5df-cde7c675a1ca",
        "Read and write everybody's profile, create and delete people" },
    { kManageIdentities, "c529cfca-c91b-489c-af2b-d92990b66ce6", "Change by what names people sign in" },
    { kSetPasswords, "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7", "Set the passwords of people" },
    { kReadDirectory, "7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Read people, the organization and its domains" },
    { kWriteDirectory, "19dbc75e-c2e2-444c-a770-ec69d8559fc7", "Read and write people" },
    { kReadMethods, "38d9df27-64da-44fd-b7c5-a6fbac20248f", "Read by what second factors people sign in" },
    { kWriteMethods, "50483e42-d915-4231-9639-7fdb7fd190e5", "Read, register and remove second factors" },
    { kReadAudit, "b0afded3-3588-46d8-8b3d-9842eff778da", "Read the audit log" },
    { kReadOrganization, "498476ce-e0fe-48b0-b801-37ba7e2685c6", "Read the organization" },
    { kReadDomains, "dbb9058a-0e50-45d7-ae91-66909b5d4664", "Read the domains" },
    { kReadApps, "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "Read app registrations and what they were granted" },
    { kWriteApps, "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Register, change and remove apps" },
    { kGrantScopes, "8e8e4742-1d95-4f68-9d56-6ee75648c72a", "Consent to scopes for everybody" },
    { kGrantRoles, "06b708a9-e830-4db3-a914-8e69da51d44f",
        "Grant apps roles, also of the directory API, and so anything" },
    { kReadFlows, "1b0c317f-dd31-4305-9932-259a8b6e8099", "Read user flows" },
    { kWriteFlows, "65319a09-a2be-469d-8782-f6b07debf789", "Read and write user flows" },
    { kReadProviders, "e321f0bb-e7f7-481e-bb28-e3b0b32d4bd0", "Read identity providers" },
    { kWriteProviders, "90db2b9a-d928-4d33-a4dd-8442ae3d41e4", "Read and write identity providers" },
    { kWriteConnectors, "1dfe531a-24a6-4f1b-80f4-7a0dc5a0a171", "Read and write the APIs that flows ask" },
    { kWriteMethodsPolicy, "29c18626-4985-4dcd-85c0-193eef327366", "Read and write by what accounts sign in" },
});

} // namespace

Application const& directory_api()
{
    static Application const api = [] {
        Application app;
        app.id = ClientId(std::string(kDirectoryApiId));
        app.name = kDirectoryApiName;
        app.app_id_uri = kDirectoryApiUri;
        for (Role const& role : kRoles)
            app.roles.push_back({ std::string(role.name), std::string(role.description), std::string(role.id) });
        app.scopes = { { "openid", "Sign people in", "37f7f235-527c-4136-accd-4a02d197296e" },
            { "offline_access", "Keep access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182" } };
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

bool is_within_reach(Application const& app, Application const& other)
{
    if (app.id == other.id || has_directory_role(other, std::span(&kGrantRoles, 1)))
        return true;
    return std::ranges::all_of(app.permissions, [&](Permission const& one) {
        bool const is_role = one.resource == directory_api().id && one.kind == PermissionKind::Role && one.consented;
        std::string_view const name = one.scope;
        return !is_role || has_directory_role(other, std::span(&name, 1));
    });
}

} // namespace gatehouse
