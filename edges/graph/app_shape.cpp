#include "edges/graph/app_shape.h"

#include "edges/graph/app_keys_shape.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr std::string_view kExtensionsApp = "b2c-extensions-app. Do not modify. Used by AADB2C for storing user data.";

json::Array texts(std::vector<std::string> const& all)
{
    json::Array array;
    for (std::string const& one : all)
        array.emplace_back(one);
    return array;
}

json::Value text_or_null(std::string const& text)
{
    return text.empty() ? json::Value() : json::Value(text);
}

json::Value time_or_null(Time time)
{
    return time == Time() ? json::Value() : json::Value(rfc3339(time));
}

json::Array redirects(Application const& app, AppKind kind)
{
    return texts(uris_as(app, kind));
}

json::Array reply_urls(Application const& app)
{
    json::Array all;
    for (RedirectUri const& one : app.redirect_uris)
        all.emplace_back(one.uri);
    return all;
}

json::Object write_web(Application const& app)
{
    return { { "homePageUrl", nullptr }, { "logoutUrl", text_or_null(app.front_channel_logout_uri) },
        { "redirectUris", redirects(app, AppKind::Web) },
        { "implicitGrantSettings",
            json::Object{ { "enableAccessTokenIssuance", app.implicit_token },
                { "enableIdTokenIssuance", app.implicit_id_token } } } };
}

json::Object write_api(Application const& app)
{
    return { { "acceptMappedClaims", nullptr }, { "knownClientApplications", json::Array() },
        { "requestedAccessTokenVersion", 2 }, { "oauth2PermissionScopes", write_scopes(app) },
        { "preAuthorizedApplications", json::Array() } };
}

// The id under which the resource exposes the permission, also when it does not any more.
std::string permission_id_of(Permission const& permission, std::vector<Application> const& resources)
{
    auto const resource = std::ranges::find(resources, permission.resource, &Application::id);
    if (resource != resources.end() && permission.kind == PermissionKind::Role) {
        auto const role = std::ranges::find(resource->roles, permission.scope, &AppRole::name);
        if (role != resource->roles.end())
            return id_of(*role, resource->id);
    } else if (resource != resources.end()) {
        auto const scope = std::ranges::find(resource->scopes, permission.scope, &ExposedScope::name);
        if (scope != resource->scopes.end())
            return id_of(*scope, resource->id);
    }
    return permission_id(permission.resource, permission.kind, permission.scope);
}

json::Array write_required(Application const& app, std::vector<Application> const& resources)
{
    std::vector<std::pair<ClientId, json::Array>> groups;
    for (Permission const& one : app.permissions) {
        auto group = std::ranges::find(groups, one.resource, &std::pair<ClientId, json::Array>::first);
        if (group == groups.end())
            group = groups.emplace(groups.end(), one.resource, json::Array());
        group->second.emplace_back(json::Object{ { "id", permission_id_of(one, resources) },
            { "type", one.kind == PermissionKind::Role ? "Role" : "Scope" } });
    }
    json::Array all;
    for (auto& [resource, access] : groups)
        all.emplace_back(json::Object{ { "resourceAppId", resource.text() }, { "resourceAccess", std::move(access) } });
    return all;
}

json::Array write_secrets(Application const& app)
{
    json::Array all;
    for (AppSecret const& secret : app.secrets)
        all.emplace_back(write_secret(secret));
    return all;
}

} // namespace

GraphError refused(Objection const& objection)
{
    switch (objection.kind) {
    case Objection::Kind::Failed:
        return GraphError(objection.cause.value_or(Error()));
    case Objection::Kind::Taken:
        return already_exists(objection.property);
    case Objection::Kind::Enabled: {
        GraphError error(400, "CannotDeleteOrUpdateEnabledEntitlement",
            "Permission (scope or role) cannot be deleted or updated unless disabled first.");
        error.details.push_back({ "InvalidValue", objection.reason, objection.property });
        return error;
    }
    case Objection::Kind::Missing:
    case Objection::Kind::Invalid:
        break;
    }
    return invalid_value(objection.property, objection.reason);
}

Application extensions_app(Tenant const& tenant)
{
    // "extension_831374b3bd5041bfaa54263ec9e050fc_" has the id without its dashes.
    std::string id = extension_prefix(tenant).substr(std::string_view("extension_").size(), 32);
    for (size_t const dash : { 8, 13, 18, 23 })
        id.insert(dash, "-");
    Application app;
    app.id = ClientId(std::move(id));
    app.name = kExtensionsApp;
    return app;
}

json::Object write_secret(AppSecret const& secret)
{
    return { { "customKeyIdentifier", nullptr }, { "displayName", text_or_null(secret.name) },
        { "endDateTime", rfc3339(secret.expires) }, { "hint", secret.hint }, { "keyId", key_id_of(secret) },
        { "secretText", nullptr }, { "startDateTime", time_or_null(secret.start) } };
}

json::Array write_scopes(Application const& app)
{
    json::Array all;
    for (ExposedScope const& scope : app.scopes) {
        std::string const& text = scope.description.empty() ? scope.name : scope.description;
        all.emplace_back(json::Object{ { "adminConsentDescription", text }, { "adminConsentDisplayName", text },
            { "id", id_of(scope, app.id) }, { "isEnabled", scope.enabled },
            { "type", scope.for_users ? "User" : "Admin" }, { "userConsentDescription", nullptr },
            { "userConsentDisplayName", nullptr }, { "value", scope.name } });
    }
    return all;
}

json::Array write_roles(Application const& app)
{
    json::Array all;
    for (AppRole const& role : app.roles) {
        std::string const& text = role.description.empty() ? role.name : role.description;
        all.emplace_back(json::Object{ { "allowedMemberTypes", json::Array{ "Application" } }, { "description", text },
            { "displayName", text }, { "id", id_of(role, app.id) }, { "isEnabled", role.enabled },
            { "origin", "Application" }, { "value", role.name } });
    }
    return all;
}

json::Object write_app(Tenant const& tenant, Application const& app, std::vector<Application> const& resources)
{
    json::Object const no_info{ { "logoUrl", nullptr }, { "marketingUrl", nullptr }, { "privacyStatementUrl", nullptr },
        { "supportUrl", nullptr }, { "termsOfServiceUrl", nullptr } };
    return { { "id", object_id(tenant.id, app.id) }, { "deletedDateTime", nullptr }, { "appId", app.id.text() },
        { "applicationTemplateId", nullptr }, { "createdDateTime", time_or_null(app.created) },
        { "disabledByMicrosoftStatus", nullptr }, { "displayName", app.name }, { "description", nullptr },
        { "groupMembershipClaims", nullptr },
        { "identifierUris", app.app_id_uri.empty() ? json::Array() : json::Array{ app.app_id_uri } },
        { "isFallbackPublicClient", app.kind == AppKind::Native }, { "notes", nullptr },
        { "publisherDomain", tenant.domain }, { "serviceManagementReference", nullptr },
        { "signInAudience", app.audience }, { "tags", json::Array() }, { "tokenEncryptionKeyId", nullptr },
        { "samlMetadataUrl", nullptr }, { "optionalClaims", nullptr }, { "addIns", json::Array() },
        { "api", write_api(app) }, { "appRoles", write_roles(app) }, { "info", no_info },
        { "keyCredentials", write_keys(app) },
        { "parentalControlSettings",
            json::Object{ { "countriesBlockedForMinors", json::Array() }, { "legalAgeGroupRule", "Allow" } } },
        { "passwordCredentials", write_secrets(app) },
        { "publicClient", json::Object{ { "redirectUris", redirects(app, AppKind::Native) } } },
        { "requiredResourceAccess", write_required(app, resources) },
        { "spa", json::Object{ { "redirectUris", redirects(app, AppKind::Spa) } } }, { "web", write_web(app) } };
}

json::Object write_service_principal(Tenant const& tenant, Application const& app)
{
    json::Array names{ app.id.text() };
    if (!app.app_id_uri.empty())
        names.emplace_back(app.app_id_uri);
    return { { "id", service_principal(tenant.id, app.id) }, { "deletedDateTime", nullptr },
        { "accountEnabled", app.enabled }, { "alternativeNames", json::Array() }, { "appDisplayName", app.name },
        { "appId", app.id.text() }, { "appOwnerOrganizationId", tenant.id.text() },
        { "appRoleAssignmentRequired", false }, { "appRoles", write_roles(app) },
        { "createdDateTime", time_or_null(app.created) }, { "description", nullptr }, { "displayName", app.name },
        { "homepage", nullptr }, { "keyCredentials", json::Array() }, { "loginUrl", nullptr },
        { "logoutUrl", text_or_null(app.front_channel_logout_uri) }, { "notes", nullptr },
        { "oauth2PermissionScopes", write_scopes(app) }, { "passwordCredentials", json::Array() },
        { "preferredSingleSignOnMode", nullptr }, { "replyUrls", reply_urls(app) },
        { "servicePrincipalNames", std::move(names) }, { "servicePrincipalType", "Application" },
        { "signInAudience", app.audience }, { "tags", json::Array() }, { "tokenEncryptionKeyId", nullptr } };
}

} // namespace gatehouse::graph
