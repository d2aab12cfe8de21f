#include "edges/graph/app_keys_shape.h"
#include "edges/graph/app_shape.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace gatehouse::graph {
namespace {

constexpr auto kAudiences = std::to_array<std::string_view>(
    { "AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount" });

// null, "", [], {} and what holds nothing else: as much as if it had been left out.
bool is_blank(json::Value const& value)
{
    if (auto const* text = value.as_text())
        return text->empty();
    if (auto const* truth = value.as_bool())
        return !*truth;
    if (auto const* array = value.as_array())
        return array->empty();
    if (auto const* object = value.as_object())
        return std::ranges::all_of(object->members(), is_blank, &json::Member::value);
    return value.is_null();
}

// Refused rather than dropped without a word.
Answer<void> expect_blank(std::string const& name, json::Value const& value)
{
    if (is_blank(value))
        return {};
    return std::unexpected(invalid_value(name, "It is not kept here; leave it out."));
}

Answer<json::Object const*> read_object(std::string const& name, json::Value const& value)
{
    if (!value.as_object())
        return std::unexpected(invalid_value(name, "The value is an object."));
    return value.as_object();
}

Answer<json::Array> read_array(std::string const& name, json::Value const& value)
{
    if (!value.as_array())
        return std::unexpected(invalid_value(name, "The value is a list."));
    return *value.as_array();
}

Answer<std::string> read_text(std::string const& name, json::Value const& value)
{
    if (value.is_null())
        return std::string();
    if (!value.as_text())
        return std::unexpected(invalid_value(name, "The value is a text."));
    return *value.as_text();
}

Answer<bool> read_truth(std::string const& name, json::Value const& value)
{
    if (!value.as_bool())
        return std::unexpected(invalid_value(name, "The value is true or false."));
    return *value.as_bool();
}

Answer<std::vector<std::string>> read_texts(std::string const& name, json::Value const& value)
{
    std::vector<std::string> all;
    for (json::Value const& one : TRY(read_array(name, value))) {
        if (!one.as_text())
            return std::unexpected(invalid_value(name, "The value is a list of texts."));
        all.push_back(*one.as_text());
    }
    return all;
}

GraphError no_property(std::string const& name)
{
    return bad_request("Property '" + name
        + "' does not exist on type 'microsoft.graph.application'. Make sure to only use property names that are "
          "defined by the type.");
}

class Reader {
public:
    Reader(Application app, std::vector<Application> const& resources)
        : app_(std::move(app))
        , resources_(resources)
    {
        for (AppKind const kind : { AppKind::Web, AppKind::Spa, AppKind::Native })
            redirects_[kind] = uris_as(app_, kind);
    }
    Answer<AppChanges> read(json::Object const& body)
    {
        AppChanges changes;
        for (json::Member const& member : body.members()) {
            if (member.name.find('@') != std::string::npos)
                continue;
            TRY(read_member(member));
            changes.properties.push_back(member.name);
        }
        settle_kind();
        changes.app = std::move(app_);
        return changes;
    }

private:
    // The members of an object, each by its name.
    using Reads
        = std::vector<std::pair<std::string_view, std::function<Answer<void>(std::string const&, json::Value const&)>>>;
    Answer<void> read_members(std::string const& of, json::Value const& value, Reads const& reads)
    {
        auto const* fields = TRY(read_object(of, value));
        for (json::Member const& member : fields->members()) {
            if (member.name.find('@') != std::string::npos)
                continue;
            auto const known = std::ranges::find_if(
                reads, [&](auto const& one) { return equals_ignoring_case(one.first, member.name); });
            std::string const name = of + "/" + member.name;
            if (known == reads.end())
                return std::unexpected(no_property(name));
            TRY(known->second(name, member.value));
        }
        return {};
    }
    auto into(std::string& place)
    {
        return [&place](std::string const& name, json::Value const& value) -> Answer<void> {
            place = TRY(read_text(name, value));
            return {};
        };
    }
    auto into(bool& place)
    {
        return [&place](std::string const& name, json::Value const& value) -> Answer<void> {
            place = TRY(read_truth(name, value));
            return {};
        };
    }
    auto redirects(AppKind kind)
    {
        return [this, kind](std::string const& name, json::Value const& value) -> Answer<void> {
            redirects_[kind] = TRY(read_texts(name, value));
            return {};
        };
    }

    Answer<void> read_member(json::Member const& member)
    {
        Reads const reads{
            { "displayName", into(app_.name) },
            { "signInAudience", [this](auto const&, json::Value const& value) { return read_audience(value); } },
            { "identifierUris", [this](auto const&, json::Value const& value) { return read_uris(value); } },
            { "isFallbackPublicClient",
                [this](auto const& name, json::Value const& value) -> Answer<void> {
                    if (!value.is_null())
                        fallback_ = TRY(read_truth(name, value));
                    return {};
                } },
            { "web", [this](auto const& name, json::Value const& value) { return read_web(name, value); } },
            { "spa",
                [this](auto const& name, json::Value const& value) {
                    return read_members(name, value, { { "redirectUris", redirects(AppKind::Spa) } });
                } },
            { "publicClient",
                [this](auto const& name, json::Value const& value) {
                    return read_members(name, value, { { "redirectUris", redirects(AppKind::Native) } });
                } },
            { "api", [this](auto const& name, json::Value const& value) { return read_api(name, value); } },
            { "appRoles", [this](auto const& name, json::Value const& value) { return read_roles(name, value); } },
            { "requiredResourceAccess",
                [this](auto const& name, json::Value const& value) { return read_required(name, value); } },
            { "passwordCredentials",
                [this](auto const& name, json::Value const& value) -> Answer<void> {
                    if (is_blank(value) && app_.secrets.empty())
                        return {};
                    return std::unexpected(
                        invalid_value(name, "Secrets come and go by addPassword and removePassword."));
                } },
            { "keyCredentials",
                [this](auto const&, json::Value const& value) -> Answer<void> {
                    app_.keys = TRY(read_keys(value, app_.keys));
                    return {};
                } },
        };
        auto const is_it = [&](std::string_view name) { return equals_ignoring_case(name, member.name); };
        auto const known = std::ranges::find_if(reads, [&](auto const& one) { return is_it(one.first); });
        if (known != reads.end())
            return known->second(std::string(known->first), member.value);
        constexpr auto kNotKept = std::to_array<std::string_view>({ "addIns", "description", "groupMembershipClaims",
            "info", "isDeviceOnlyAuthSupported", "notes", "oauth2RequirePostResponse", "optionalClaims",
            "samlMetadataUrl", "serviceManagementReference", "tags", "tokenEncryptionKeyId" });
        if (std::ranges::any_of(kNotKept, is_it))
            return expect_blank(member.name, member.value);
        constexpr auto kReadOnly
            = std::to_array<std::string_view>({ "id", "appId", "applicationTemplateId", "createdDateTime",
                "deletedDateTime", "disabledByMicrosoftStatus", "parentalControlSettings", "publisherDomain" });
        if (std::ranges::any_of(kReadOnly, is_it))
            return std::unexpected(invalid_value(member.name, "It is read-only."));
        return std::unexpected(no_property(member.name));
    }

    Answer<void> read_audience(json::Value const& value)
    {
        std::string const audience = TRY(read_text("signInAudience", value));
        if (std::ranges::find(kAudiences, audience) == kAudiences.end())
            return std::unexpected(invalid_value(
                "signInAudience", "It is one of " + [] {
                    std::string all;
                    for (std::string_view const one : kAudiences)
                        all += (all.empty() ? "" : ", ") + std::string(one);
                    return all + ".";
                }()));
        app_.audience = audience;
        return {};
    }

    Answer<void> read_uris(json::Value const& value)
    {
        auto const uris = TRY(read_texts("identifierUris", value));
        if (uris.size() > 1)
            return std::unexpected(invalid_value("identifierUris", "An app has one app ID URI here."));
        app_.app_id_uri = uris.empty() ? "" : uris.front();
        return {};
    }

    Answer<void> read_web(std::string const& of, json::Value const& value)
    {
        auto const read_implicit = [this](std::string const& name, json::Value const& settings) {
            return read_members(name, settings,
                { { "enableIdTokenIssuance", into(app_.implicit_id_token) },
                    { "enableAccessTokenIssuance", into(app_.implicit_token) } });
        };
        return read_members(of, value,
            { { "redirectUris", redirects(AppKind::Web) }, { "logoutUrl", into(app_.front_channel_logout_uri) },
                { "implicitGrantSettings", read_implicit }, { "homePageUrl", expect_blank },
                { "redirectUriSettings", [](auto const&, auto const&) -> Answer<void> { return {}; } } });
    }

    Answer<void> read_api(std::string const& of, json::Value const& value)
    {
        auto const read_version = [](std::string const& name, json::Value const& version) -> Answer<void> {
            if (version.is_null() || (version.as_integer() && *version.as_integer() == 2))
                return {};
            return std::unexpected(invalid_value(name, "Tokens of version 2 are issued here."));
        };
        auto const read_scopes = [this](std::string const& name, json::Value const& scopes) -> Answer<void> {
            std::vector<ExposedScope> all;
            for (json::Value const& one : TRY(read_array(name, scopes)))
                all.push_back(TRY(read_scope(name, one)));
            app_.scopes = std::move(all);
            return {};
        };
        return read_members(of, value,
            { { "oauth2PermissionScopes", read_scopes }, { "requestedAccessTokenVersion", read_version },
                { "acceptMappedClaims", expect_blank }, { "knownClientApplications", expect_blank },
                { "preAuthorizedApplications", expect_blank } });
    }

    // One text is kept: what the administrator reads who consents.
    Answer<ExposedScope> read_scope(std::string const& of, json::Value const& value)
    {
        ExposedScope scope;
        std::string type = "Admin";
        std::string title;
        std::string for_people;
        TRY(read_members(of, value,
            { { "id", into(scope.id) }, { "value", into(scope.name) }, { "isEnabled", into(scope.enabled) },
                { "type", into(type) }, { "adminConsentDescription", into(scope.description) },
                { "adminConsentDisplayName", into(title) }, { "userConsentDescription", into(for_people) },
                { "userConsentDisplayName", into(for_people) }, { "origin", into(for_people) } }));
        scope.id = to_lower(scope.id);
        if (!equals_ignoring_case(type, "Admin") && !equals_ignoring_case(type, "User"))
            return std::unexpected(invalid_value(of, "The type of a scope is Admin or User."));
        scope.for_users = equals_ignoring_case(type, "User");
        if (scope.description.empty())
            scope.description = title;
        return scope;
    }

    Answer<void> read_roles(std::string const& name, json::Value const& value)
    {
        std::vector<AppRole> all;
        for (json::Value const& one : TRY(read_array(name, value)))
            all.push_back(TRY(read_role(name, one)));
        app_.roles = std::move(all);
        return {};
    }

    Answer<AppRole> read_role(std::string const& of, json::Value const& value)
    {
        AppRole role;
        std::string title;
        std::string origin;
        auto const read_members_allowed = [](std::string const& name, json::Value const& kinds) -> Answer<void> {
            auto const members = TRY(read_texts(name, kinds));
            if (members.size() != 1 || !equals_ignoring_case(members.front(), "Application"))
                return std::unexpected(invalid_value(name, "Roles are for apps here: [\"Application\"]."));
            return {};
        };
        TRY(read_members(of, value,
            { { "id", into(role.id) }, { "value", into(role.name) }, { "isEnabled", into(role.enabled) },
                { "description", into(role.description) }, { "displayName", into(title) }, { "origin", into(origin) },
                { "allowedMemberTypes", read_members_allowed } }));
        role.id = to_lower(role.id);
        if (role.description.empty())
            role.description = title;
        return role;
    }

    Answer<void> read_required(std::string const& name, json::Value const& value)
    {
        std::vector<Permission> all;
        for (json::Value const& one : TRY(read_array(name, value))) {
            std::string resource;
            json::Value access;
            TRY(read_members(name, one,
                { { "resourceAppId", into(resource) },
                    { "resourceAccess", [&](auto const&, json::Value const& given) -> Answer<void> {
                         access = given;
                         return {};
                     } } }));
            TRY(read_access(name, resource, access, all));
        }
        app_.permissions = std::move(all);
        return {};
    }

    Answer<void> read_access(
        std::string const& name, std::string const& resource_id, json::Value const& value, std::vector<Permission>& all)
    {
        auto const resource = std::ranges::find(resources_, ClientId(to_lower(resource_id)), &Application::id);
        if (resource == resources_.end())
            return std::unexpected(invalid_value(name, "There is no API with the appId '" + resource_id + "'."));
        for (json::Value const& one : TRY(read_array(name, value))) {
            std::string id;
            std::string type;
            TRY(read_members(name, one, { { "id", into(id) }, { "type", into(type) } }));
            auto permission = find_permission(*resource, to_lower(id), type);
            if (!permission)
                return std::unexpected(invalid_value(
                    name, "The API '" + resource->name + "' has no " + type + " with the id '" + id + "'."));
            bool const is_new = std::ranges::none_of(all, [&](Permission const& other) {
                return other.resource == permission->resource && other.scope == permission->scope
                    && other.kind == permission->kind;
            });
            if (is_new)
                all.push_back(std::move(*permission));
        }
        return {};
    }

    static std::optional<Permission> find_permission(
        Application const& resource, std::string const& id, std::string const& type)
    {
        if (equals_ignoring_case(type, "Role")) {
            for (AppRole const& role : resource.roles)
                if (id_of(role, resource.id) == id)
                    return Permission{ resource.id, role.name, false, PermissionKind::Role };
        } else if (equals_ignoring_case(type, "Scope")) {
            for (ExposedScope const& scope : resource.scopes)
                if (id_of(scope, resource.id) == id)
                    return Permission{ resource.id, scope.name, false, PermissionKind::Scope };
        }
        return std::nullopt;
    }

    // The kind is not a property of B2C's: it says what the app is without an address, and follows what it has.
    void settle_kind()
    {
        app_.redirect_uris.clear();
        for (auto const& [kind, uris] : redirects_)
            std::ranges::copy(redirect_uris_of(kind, uris), std::back_inserter(app_.redirect_uris));
        auto const has = [&](AppKind kind) { return !redirects_[kind].empty(); };
        bool const fallback = fallback_.value_or(app_.kind == AppKind::Native);
        if (fallback)
            app_.kind = AppKind::Native;
        else if (has(AppKind::Web) || !app_.secrets.empty())
            app_.kind = AppKind::Web;
        else if (has(AppKind::Spa) || has(AppKind::Native))
            app_.kind = has(AppKind::Spa) ? AppKind::Spa : AppKind::Native;
        else
            app_.kind = AppKind::Web;
    }

    Application app_;
    std::vector<Application> const& resources_;
    std::map<AppKind, std::vector<std::string>> redirects_;
    std::optional<bool> fallback_;
};

} // namespace

Answer<AppChanges> read_app_changes(
    json::Object const& body, Application app, std::vector<Application> const& resources)
{
    return Reader(std::move(app), resources).read(body);
}

} // namespace gatehouse::graph
