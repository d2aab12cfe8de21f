// The directory API as a resource: B2C's Microsoft Graph. Every tenant has it without a registration, under the id and
// the address that clients written for Azure name. Facts: directory.md §1.1, §1.12.
#pragma once

#include "core/applications/applications.h"

#include <span>
#include <string_view>

namespace gatehouse {

// As an app's permission names it in tenant.toml.
inline constexpr std::string_view kDirectoryApiName = "microsoft-graph";
inline constexpr std::string_view kDirectoryApiId = "00000003-0000-0000-c000-000000000000";
inline constexpr std::string_view kDirectoryApiUri = "https://graph.microsoft.com";

namespace directory_role {
inline constexpr std::string_view kReadPolicies = "Policy.Read.All";
inline constexpr std::string_view kWritePolicies = "Policy.ReadWrite.TrustFramework";
inline constexpr std::string_view kReadKeySets = "TrustFrameworkKeySet.Read.All";
inline constexpr std::string_view kWriteKeySets = "TrustFrameworkKeySet.ReadWrite.All";
inline constexpr std::string_view kReadUsers = "User.Read.All";
inline constexpr std::string_view kWriteUsers = "User.ReadWrite.All";
inline constexpr std::string_view kManageIdentities = "User.ManageIdentities.All";
inline constexpr std::string_view kSetPasswords = "User-PasswordProfile.ReadWrite.All";
inline constexpr std::string_view kReadDirectory = "Directory.Read.All";
inline constexpr std::string_view kWriteDirectory = "Directory.ReadWrite.All";
inline constexpr std::string_view kReadMethods = "UserAuthenticationMethod.Read.All";
inline constexpr std::string_view kWriteMethods = "UserAuthenticationMethod.ReadWrite.All";
inline constexpr std::string_view kReadAudit = "AuditLog.Read.All";
inline constexpr std::string_view kReadOrganization = "Organization.Read.All";
inline constexpr std::string_view kReadDomains = "Domain.Read.All";
inline constexpr std::string_view kReadApps = "Application.Read.All";
inline constexpr std::string_view kWriteApps = "Application.ReadWrite.All";
inline constexpr std::string_view kGrantScopes = "DelegatedPermissionGrant.ReadWrite.All";
inline constexpr std::string_view kGrantRoles = "AppRoleAssignment.ReadWrite.All";
inline constexpr std::string_view kReadFlows = "IdentityUserFlow.Read.All";
inline constexpr std::string_view kWriteFlows = "IdentityUserFlow.ReadWrite.All";
inline constexpr std::string_view kReadProviders = "IdentityProvider.Read.All";
inline constexpr std::string_view kWriteProviders = "IdentityProvider.ReadWrite.All";
inline constexpr std::string_view kWriteConnectors = "APIConnectors.ReadWrite.All";
inline constexpr std::string_view kWriteMethodsPolicy = "Policy.ReadWrite.AuthenticationMethod";
}

// With the roles of the calls that are served here, under the ids that scripts written for Azure name. Its two scopes
// are those that the portal grants to every app of a user flow; nobody needs them here.
Application const& directory_api();

// Whether the app has one of the roles, with an administrator's consent.
bool has_directory_role(Application const& app, std::span<std::string_view const> roles);

// Whether `app` has nothing in the directory that `other` has not, or could not grant itself. Who gives an app a secret
// can be that app.
bool is_within_reach(Application const& app, Application const& other);

} // namespace gatehouse
