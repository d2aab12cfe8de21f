#include "core/applications/registration.h"

#include "core/applications/directory_api.h"
#include "core/applications/redirect_uri.h"
#include "libs/base/guid.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace gatehouse {
namespace {

constexpr size_t kLongestName = 256;
constexpr size_t kLongestUri = 256;
constexpr size_t kLongestPermission = 120;
constexpr size_t kLongestDescription = 1000;
constexpr size_t kLongestSecretName = 256;
constexpr std::chrono::hours kSecretLifetime{ 24 * 365 * 2 };

Objection invalid(std::string property, std::string reason)
{
    return { Objection::Kind::Invalid, std::move(property), std::move(reason) };
}

bool is_label(std::string_view text, size_t longest)
{
    return count_code_points(text) <= longest && !has_control_characters(text);
}

std::string redirects_of(AppKind kind)
{
    return std::string(kind == AppKind::Web ? "web" : kind == AppKind::Spa ? "spa" : "publicClient") + "/redirectUris";
}

Judged<void> check_redirects(Application const& app)
{
    if (app.redirect_uris.size() > kMostRedirectUris)
        return std::unexpected(invalid(redirects_of(app.redirect_uris.back().kind),
            "An app has at most 100 redirect addresses, of all platforms together."));
    // Also over platforms: the address alone says as what the app asks.
    std::set<std::string> seen;
    for (auto const& [uri, kind] : app.redirect_uris) {
        std::string const property = redirects_of(kind);
        if (uri.size() > kLongestUri)
            return std::unexpected(invalid(property, "A redirect address has at most 256 characters."));
        if (auto const valid = validate_redirect_uri(kind, uri); !valid)
            return std::unexpected(invalid(property, "'" + uri + "': " + valid.error().detail + "."));
        if (!seen.insert(uri).second)
            return std::unexpected(invalid(property, "'" + uri + "' stands twice."));
    }
    return {};
}

// Front-Channel Logout §2: of the same site as a redirect address.
Judged<void> check_logout(Application const& app)
{
    for (auto const& [property, uri] : { std::pair{ "web/logoutUrl", app.front_channel_logout_uri },
             std::pair{ "backChannelLogoutUrl", app.back_channel_logout_uri } })
        if (auto const valid = validate_redirect_uri(AppKind::Web, uri); !uri.empty() && !valid)
            return std::unexpected(invalid(property, "'" + uri + "': " + valid.error().detail + "."));
    auto const front = url::parse(app.front_channel_logout_uri);
    bool const own_site = !front || std::ranges::any_of(app.redirect_uris, [&](RedirectUri const& redirect) {
        auto const parsed = url::parse(redirect.uri);
        return parsed && parsed->origin() == front->origin();
    });
    if (!own_site)
        return std::unexpected(
            invalid("web/logoutUrl", "It must have scheme, host and port of one of the redirect addresses."));
    return {};
}

// A scope is asked for as "{app ID URI}/{name}", so the URI has no slash at its end.
Judged<void> check_app_id_uri(std::string const& uri)
{
    if (uri.empty())
        return {};
    constexpr auto kSchemes = std::to_array<std::string_view>({ "https://", "http://", "api://", "urn:" });
    bool const known = std::ranges::any_of(
        kSchemes, [&](std::string_view scheme) { return uri.starts_with(scheme) && uri.size() > scheme.size(); });
    if (!known)
        return std::unexpected(invalid("identifierUris",
            "An app ID URI begins with https:// or api://, like https://contoso.onmicrosoft.com/tasks-api."));
    bool const plain = uri.size() <= kLongestUri && uri.find_first_of(" *#?\\\"<>") == std::string::npos
        && std::ranges::all_of(uri, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (!plain || uri.ends_with('/'))
        return std::unexpected(invalid("identifierUris",
            "An app ID URI has at most 256 characters, no space, wildcard, query or fragment, and no slash at its "
            "end."));
    if (uri.starts_with(kDirectoryApiUri))
        return std::unexpected(
            invalid("identifierUris", "'" + std::string(kDirectoryApiUri) + "' belongs to the directory API."));
    return {};
}

// RFC 6749 §3.3, without "/" which stands before the name in a request. ".default" asks for all there are.
bool is_permission_name(std::string_view name)
{
    return !name.empty() && name.size() <= kLongestPermission && name.front() != '.'
        && std::ranges::all_of(
            name, [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != ','; });
}

// Of scopes and of roles alike.
template <class Exposed>
Judged<void> check_exposed(std::vector<Exposed> const& all, std::string const& property)
{
    std::set<std::string, LessIgnoringCase> names;
    std::set<std::string> ids;
    if (all.size() > kMostScopes)
        return std::unexpected(invalid(property, "There are at most 1000."));
    for (Exposed const& one : all) {
        if (!is_permission_name(one.name))
            return std::unexpected(invalid(property,
                "The value '" + one.name
                    + "' has 1 to 120 characters, no space, slash or comma, and does not begin with a dot."));
        if (!is_label(one.description, kLongestDescription))
            return std::unexpected(invalid(property, "A description has at most 1000 characters."));
        if (!names.insert(one.name).second)
            return std::unexpected(invalid(property, "The value '" + one.name + "' stands twice."));
        if (!one.id.empty() && (!is_guid(one.id) || one.id != to_lower(one.id)))
            return std::unexpected(invalid(property, "The id '" + one.id + "' is no GUID in lower case."));
        if (!one.id.empty() && !ids.insert(one.id).second)
            return std::unexpected(invalid(property, "The id '" + one.id + "' stands twice."));
    }
    return {};
}

// The names that are gone; none of them may have been enabled.
template <class Exposed>
Judged<std::set<std::string>> removed_names(
    std::vector<Exposed> const& before, std::vector<Exposed> const& after, std::string const& property)
{
    std::set<std::string> gone;
    for (Exposed const& one : before) {
        if (std::ranges::find(after, one.name, &Exposed::name) != after.end())
            continue;
        if (one.enabled)
            return std::unexpected(Objection(
                Objection::Kind::Enabled, property, "'" + one.name + "' is enabled; disable it before you remove it."));
        gone.insert(one.name);
    }
    return gone;
}

// What others were granted of an app that is gone, or of a scope of it: a new one of that name is another one.
Result<std::vector<HeldPermission>> take_permissions(
    Ports& ports, TenantId const& tenant, std::function<bool(Permission const&)> const& is_gone)
{
    std::vector<HeldPermission> taken;
    for (Application app : TRY(ports.applications.list(tenant))) {
        size_t const before = taken.size();
        for (Permission const& one : app.permissions)
            if (is_gone(one))
                taken.push_back({ app.id, one });
        if (taken.size() == before)
            continue;
        std::erase_if(app.permissions, is_gone);
        TRY(ports.applications.save(tenant, app));
    }
    return taken;
}

// To those holders that are still there.
Result<void> give_back_permissions(Ports& ports, TenantId const& tenant, std::vector<HeldPermission> const& held)
{
    for (HeldPermission const& one : held) {
        auto holder = TRY(ports.applications.find(tenant, one.holder));
        if (!holder)
            continue;
        holder->permissions.push_back(one.permission);
        TRY(ports.applications.save(tenant, *holder));
    }
    return {};
}

Result<void> record(Ports& ports, TenantId const& tenant, Acting const& acting, AuditKind kind, ClientId const& about,
    json::Object const& detail)
{
    AuditEvent event = event_of(acting, kind, detail);
    event.client = about;
    return ports.audit.append(tenant, event);
}

json::Array texts(std::vector<std::string> const& all)
{
    json::Array array;
    for (std::string const& one : all)
        array.emplace_back(one);
    return array;
}

Judged<void> expect_free_uri(Ports& ports, TenantId const& tenant, Application const& app)
{
    if (app.app_id_uri.empty())
        return {};
    auto const other = TRY(ports.applications.find_by_uri(tenant, app.app_id_uri));
    if (other && other->id != app.id)
        return std::unexpected(Objection(Objection::Kind::Taken, "identifierUris", "Another app has this app ID URI."));
    return {};
}

bool exposes(Application const& resource, PermissionKind kind, std::string const& name)
{
    auto const is_it = [&](auto const& one) { return one.enabled && one.name == name; };
    return kind == PermissionKind::Role ? std::ranges::any_of(resource.roles, is_it)
                                        : std::ranges::any_of(resource.scopes, is_it);
}

json::Object describe(Consent const& consent)
{
    return { { "resource", consent.resource.text() },
        { "kind", consent.kind == PermissionKind::Role ? "role" : "scope" }, { "names", texts(consent.names) } };
}

bool is_consented(Application const& app, Permission const& wanted)
{
    return std::ranges::any_of(app.permissions, [&](Permission const& one) {
        return one.consented && one.resource == wanted.resource && one.kind == wanted.kind && one.scope == wanted.scope;
    });
}

auto find_permission(Application& app, Consent const& consent, std::string const& name)
{
    return std::ranges::find_if(app.permissions, [&](Permission const& one) {
        return one.resource == consent.resource && one.kind == consent.kind && one.scope == name;
    });
}

} // namespace

Judged<void> check_registration(Application const& app)
{
    if (trim(app.name).empty() || !is_label(app.name, kLongestName))
        return std::unexpected(invalid("displayName", "A name has 1 to 256 characters."));
    if (!has_confidential_part(app) && !app.secrets.empty())
        return std::unexpected(
            invalid("passwordCredentials", "Only a web app can keep a secret; remove the secrets first."));
    if (app.request_objects != Use::Off && app.keys.empty())
        return std::unexpected(invalid("keyCredentials", "An app that signs its requests needs keys."));
    TRY(check_redirects(app));
    TRY(check_logout(app));
    TRY(check_app_id_uri(app.app_id_uri));
    TRY(check_exposed(app.scopes, "api/oauth2PermissionScopes"));
    return check_exposed(app.roles, "appRoles");
}

Judged<Application> load_app(Ports& ports, TenantId const& tenant, ClientId const& id)
{
    auto app = TRY(ports.applications.find(tenant, id));
    if (!app)
        return std::unexpected(Objection(Objection::Kind::Missing, "appId", "There is no app '" + id.text() + "'."));
    return std::move(*app);
}

Judged<Application> load_resource(Ports& ports, TenantId const& tenant, ClientId const& id)
{
    if (id == directory_api().id)
        return directory_api();
    return load_app(ports, tenant, id);
}

Judged<Application> register_app(
    Ports& ports, TenantId const& tenant, Acting const& acting, Random& random, Application app)
{
    app.id = ClientId(random_guid(random));
    app.created = acting.now;
    app.secrets.clear();
    for (Permission& permission : app.permissions)
        permission.consented = false;
    TRY(check_registration(app));
    TRY(expect_free_uri(ports, tenant, app));
    TRY(ports.applications.save(tenant, app));
    TRY(record(ports, tenant, acting, AuditKind::AppCreated, app.id, { { "name", app.name } }));
    return app;
}

Judged<void> update_app(Ports& ports, TenantId const& tenant, Acting const& acting, Application const& before,
    Application after, std::vector<std::string> const& properties)
{
    check(before.id == after.id, "an update keeps the id");
    after.secrets = before.secrets;
    for (Permission& one : after.permissions)
        one.consented = is_consented(before, one);
    TRY(check_registration(after));
    TRY(expect_free_uri(ports, tenant, after));
    auto const scopes = TRY(removed_names(before.scopes, after.scopes, "api/oauth2PermissionScopes"));
    auto const roles = TRY(removed_names(before.roles, after.roles, "appRoles"));
    TRY(ports.applications.save(tenant, after));
    if (!scopes.empty() || !roles.empty())
        TRY(take_permissions(ports, tenant, [&](Permission const& one) {
            return one.resource == after.id && (one.kind == PermissionKind::Role ? roles : scopes).contains(one.scope);
        }));
    TRY(record(ports, tenant, acting, AuditKind::AppUpdated, after.id, { { "properties", texts(properties) } }));
    return {};
}

Judged<void> remove_app(Ports& ports, TenantId const& tenant, Acting const& acting, Application const& app)
{
    TRY(ports.applications.remove(tenant, app.id));
    auto held = TRY(take_permissions(ports, tenant, [&](Permission const& one) { return one.resource == app.id; }));
    TRY(ports.deleted_applications.save(tenant, { app, acting.now, std::move(held) }));
    TRY(record(ports, tenant, acting, AuditKind::AppDeleted, app.id, { { "name", app.name } }));
    return {};
}

Judged<DeletedApplication> load_deleted_app(Ports& ports, TenantId const& tenant, ClientId const& id)
{
    auto deleted = TRY(ports.deleted_applications.find(tenant, id));
    if (!deleted)
        return std::unexpected(Objection(
            Objection::Kind::Missing, "appId", "There is no app '" + id.text() + "' among the deleted ones."));
    return std::move(*deleted);
}

Judged<Application> restore_app(
    Ports& ports, TenantId const& tenant, Acting const& acting, DeletedApplication const& deleted)
{
    Application const& app = deleted.app;
    if (TRY(ports.applications.find(tenant, app.id)))
        return std::unexpected(Objection(Objection::Kind::Taken, "appId", "Another app has this client id meanwhile."));
    TRY(expect_free_uri(ports, tenant, app));
    TRY(ports.applications.save(tenant, app));
    TRY(give_back_permissions(ports, tenant, deleted.held));
    TRY(ports.deleted_applications.remove(tenant, app.id));
    TRY(record(ports, tenant, acting, AuditKind::AppRestored, app.id, { { "name", app.name } }));
    return app;
}

Judged<void> erase_app(Ports& ports, TenantId const& tenant, Acting const& acting, DeletedApplication const& deleted)
{
    TRY(ports.deleted_applications.remove(tenant, deleted.app.id));
    TRY(record(ports, tenant, acting, AuditKind::AppErased, deleted.app.id, { { "name", deleted.app.name } }));
    return {};
}

Judged<NewSecret> add_secret(Ports& ports, TenantId const& tenant, Acting const& acting, Random& random,
    Application const& app, SecretWish const& wish)
{
    Time const expires = wish.expires.value_or(acting.now + kSecretLifetime);
    if (!has_confidential_part(app))
        return std::unexpected(
            invalid("passwordCredentials", "Only a web app can keep a secret; this one runs at its people's."));
    if (app.secrets.size() >= kMostSecrets)
        return std::unexpected(
            invalid("passwordCredentials", "The app has 20 secrets; remove those that have expired."));
    if (!is_label(wish.name, kLongestSecretName))
        return std::unexpected(invalid("displayName", "The name of a secret has at most 256 characters."));
    if (expires <= acting.now)
        return std::unexpected(invalid("endDateTime", "A secret expires in the future."));
    ClientSecret text(random_token(random));
    AppSecret const kept{ .name = wish.name,
        .digest = SecretDigest(crypto::sha256_text(text.reveal())),
        .hint = std::string(text.reveal().substr(0, 3)),
        .expires = expires,
        .key_id = random_guid(random),
        .start = acting.now };
    Application after = app;
    after.secrets.push_back(kept);
    TRY(ports.applications.save(tenant, after));
    TRY(record(ports, tenant, acting, AuditKind::AppSecretAdded, app.id, { { "keyId", kept.key_id } }));
    return NewSecret{ kept, std::move(text) };
}

Judged<void> remove_secret(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application const& app, std::string const& key_id)
{
    Application after = app;
    if (std::erase_if(after.secrets, [&](AppSecret const& one) { return key_id_of(one) == key_id; }) == 0)
        return std::unexpected(
            Objection(Objection::Kind::Missing, "keyId", "No password credential found with keyId."));
    TRY(ports.applications.save(tenant, after));
    TRY(record(ports, tenant, acting, AuditKind::AppSecretRemoved, app.id, { { "keyId", key_id } }));
    return {};
}

std::string key_id_of(AppSecret const& secret)
{
    return secret.key_id.empty() ? crypto::digest_guid("secret\n" + secret.digest.text()) : secret.key_id;
}

Judged<Application> grant_consent(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application app, Consent const& consent)
{
    Application const resource = TRY(load_resource(ports, tenant, consent.resource));
    for (std::string const& name : consent.names) {
        if (!exposes(resource, consent.kind, name))
            return std::unexpected(Objection(Objection::Kind::Missing, "scope",
                "'" + resource.name + "' has no " + (consent.kind == PermissionKind::Role ? "role" : "scope") + " '"
                    + name + "', or it is disabled."));
        if (auto const known = find_permission(app, consent, name); known != app.permissions.end())
            known->consented = true;
        else
            app.permissions.push_back({ consent.resource, name, true, consent.kind });
    }
    TRY(ports.applications.save(tenant, app));
    TRY(record(ports, tenant, acting, AuditKind::ConsentGranted, app.id, describe(consent)));
    return app;
}

Judged<Application> revoke_consent(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application app, Consent const& consent)
{
    for (std::string const& name : consent.names)
        if (auto const known = find_permission(app, consent, name); known != app.permissions.end())
            known->consented = false;
    TRY(ports.applications.save(tenant, app));
    TRY(record(ports, tenant, acting, AuditKind::ConsentRevoked, app.id, describe(consent)));
    return app;
}

std::string id_of(ExposedScope const& scope, ClientId const& resource)
{
    return scope.id.empty() ? permission_id(resource, PermissionKind::Scope, scope.name) : scope.id;
}

std::string id_of(AppRole const& role, ClientId const& resource)
{
    return role.id.empty() ? permission_id(resource, PermissionKind::Role, role.name) : role.id;
}

} // namespace gatehouse
