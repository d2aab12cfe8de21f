#include "core/tokens/scope.h"

#include "core/applications/directory_api.h"
#include "core/tokens/standard_claims.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse {
namespace {

struct ResourceScope {
    std::string uri; // "https://insurance.onmicrosoft.com/insurance-api"
    std::string name; // "Accounts.Read"
};

bool is_reserved(std::string_view scope)
{
    return scope == "openid" || scope == "offline_access" || is_standard_scope(scope);
}

ResourceScope split_scope(std::string const& scope)
{
    size_t const slash = scope.rfind('/');
    if (slash == std::string::npos)
        return { "", scope };
    return { scope.substr(0, slash), scope.substr(slash + 1) };
}

bool has_consent(Application const& client, ClientId const& resource, std::string_view name)
{
    return std::ranges::any_of(client.permissions, [&](Permission const& permission) {
        return permission.kind == PermissionKind::Scope && permission.resource == resource && permission.scope == name
            && permission.consented;
    });
}

Refusal unsupported(std::string_view scope)
{
    return { 90117, "invalid_scope",
        "The scope '" + std::string(scope) + "' provided in the request is not supported." };
}

Refusal not_permitted()
{
    return { 90205, "invalid_request",
        "This application does not have sufficient permissions against this web resource to perform the operation." };
}

std::string joined(GrantedScope const& granted, std::vector<std::string> const& full)
{
    std::vector<std::string> words;
    if (granted.openid)
        words.emplace_back("openid");
    if (granted.offline_access)
        words.emplace_back("offline_access");
    words.insert(words.end(), granted.standard.begin(), granted.standard.end());
    words.insert(words.end(), full.begin(), full.end());
    return join(words, " ");
}

} // namespace

Result<std::expected<GrantedScope, Refusal>> grant_scope(
    Ports& ports, TenantId const& tenant, Application const& client, std::string_view requested)
{
    using Answer = std::expected<GrantedScope, Refusal>;
    auto const refuse = [](int code, std::string error, std::string text) {
        return Answer(std::unexpected(Refusal{ code, std::move(error), std::move(text) }));
    };
    GrantedScope granted;
    std::vector<std::string> full;
    std::string resource_uri;
    std::optional<Application> resource;
    bool any_resource_scope = false;
    for (std::string const& scope : split_words(requested)) {
        if (scope == "openid")
            granted.openid = true;
        else if (scope == "offline_access")
            granted.offline_access = true;
        else if (is_standard_scope(scope) && std::ranges::find(granted.standard, scope) == granted.standard.end())
            granted.standard.push_back(scope);
        if (is_reserved(scope))
            continue;
        // B2C: the client's own id as scope asks for an access token with itself as audience.
        bool const itself = equals_ignoring_case(scope, client.id.text());
        ResourceScope const wanted = itself ? ResourceScope{ client.id.text(), "" } : split_scope(scope);
        if (any_resource_scope && wanted.uri != resource_uri)
            return refuse(90146, "invalid_request",
                "The scope '" + scope
                    + "' provided in request specifies more than one resource for an access token, which is not "
                      "supported.");
        any_resource_scope = true;
        resource_uri = wanted.uri;
        if (itself) {
            granted.resource = client.id;
            full.push_back(scope);
            continue;
        }
        if (!resource)
            resource = TRY(ports.applications.find_by_uri(tenant, wanted.uri));
        bool const exists = resource && resource->enabled
            && std::ranges::any_of(resource->scopes,
                [&](ExposedScope const& scope) { return scope.name == wanted.name && scope.enabled; });
        if (!exists)
            return Answer(std::unexpected(unsupported(scope)));
        if (!has_consent(client, resource->id, wanted.name))
            continue;
        granted.resource = resource->id;
        if (std::ranges::find(granted.names, wanted.name) == granted.names.end()) {
            granted.names.push_back(wanted.name);
            full.push_back(scope);
        }
    }
    if (any_resource_scope && !granted.resource)
        return Answer(std::unexpected(not_permitted()));
    granted.text = joined(granted, full);
    granted.answer = full.empty() ? "openid" : join(full, " ");
    return Answer(std::move(granted));
}

Result<std::expected<GrantedScope, Refusal>> grant_roles(
    Ports& ports, TenantId const& tenant, Application const& client, std::string_view requested)
{
    using Answer = std::expected<GrantedScope, Refusal>;
    constexpr std::string_view kDefault = "/.default";
    std::string_view const scope = trim(requested);
    if (!scope.ends_with(kDefault) || scope.find(' ') != std::string_view::npos)
        return Answer(std::unexpected(unsupported(scope)));
    std::string const uri(scope.substr(0, scope.size() - kDefault.size()));
    auto const resource
        = uri == kDirectoryApiUri ? std::optional(directory_api()) : TRY(ports.applications.find_by_uri(tenant, uri));
    if (!resource || !resource->enabled)
        return Answer(std::unexpected(unsupported(scope)));
    GrantedScope granted;
    for (AppRole const& role : resource->roles)
        if (role.enabled && std::ranges::any_of(client.permissions, [&](Permission const& permission) {
                return permission.kind == PermissionKind::Role && permission.resource == resource->id
                    && permission.scope == role.name && permission.consented;
            }))
            granted.names.push_back(role.name);
    if (granted.names.empty())
        return Answer(std::unexpected(not_permitted()));
    granted.resource = resource->id;
    granted.text = granted.answer = scope;
    return Answer(std::move(granted));
}

} // namespace gatehouse
