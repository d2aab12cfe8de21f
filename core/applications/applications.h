// App registrations.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class AppKind {
    Web, // confidential: authenticates with a secret
    Spa, // public, PKCE is a must, CORS for its origins
    Native, // public, PKCE is a must
};
std::string_view name(AppKind kind);
std::optional<AppKind> parse_app_kind(std::string_view text);

// An app may run at several places: as a site with a server and, say, on phones. The address that a request comes back
// to says as what it asks. B2C: platforms.
struct RedirectUri {
    std::string uri; // exact
    AppKind kind = AppKind::Web;
    bool operator==(RedirectUri const&) const = default;
};
std::vector<RedirectUri> redirect_uris_of(AppKind kind, std::vector<std::string> const& uris);

// Only the digest is kept. Secrets are made by us from 256 random bits, so a plain digest is enough.
struct AppSecret {
    std::string name;
    SecretDigest digest;
    std::string hint; // its first three characters, for people
    Time expires;
    std::string key_id = {}; // GUID; "" for one that was made before it had one
    Time start = {};
};

struct ExposedScope {
    std::string name; // "Accounts.Read"
    std::string description;
    // GUID that permissions name it by in the directory API; "" stands for permission_id(). A tenant that moves here
    // keeps its own.
    std::string id = {};
    // B2C: a scope is disabled before it is removed; nobody gets it then.
    bool enabled = true;
    // Graph: the type User, whose scopes people may consent to themselves. It is told and changes nothing: here
    // administrators consent.
    bool for_users = false;
};

// What an app may itself be granted, without a person. B2C: app roles for applications.
struct AppRole {
    std::string name; // "Accounts.Export"
    std::string description;
    std::string id = {}; // as with scopes
    bool enabled = true;
};

enum class PermissionKind {
    Scope, // acts for a person who signed in
    Role, // acts for itself: client credentials
};

struct Permission {
    ClientId resource;
    std::string scope; // "Accounts.Read", or the name of a role
    bool consented = false; // by an administrator
    PermissionKind kind = PermissionKind::Scope;
};

// Whether an app uses a way of asking.
enum class Use { Off, Allowed, Required };
std::string_view name(Use use);
std::optional<Use> parse_use(std::string_view text);

struct Application {
    ClientId id;
    std::string name;
    AppKind kind = AppKind::Web; // where no redirect address says it: B2C's isFallbackPublicClient is Native
    bool enabled = true;
    std::vector<RedirectUri> redirect_uris;
    std::vector<AppSecret> secrets;
    std::string app_id_uri; // "https://insurance.onmicrosoft.com/insurance-api"; "" exposes nothing
    std::vector<ExposedScope> scopes;
    std::vector<AppRole> roles;
    std::vector<Permission> permissions;
    // Tokens that the authorize endpoint may answer with. B2C: "Implicit grant and hybrid flows".
    bool implicit_id_token = false;
    bool implicit_token = false;
    // Public keys of the app as an RFC 7517 set, "" for none: for what it signs (request objects, client assertions).
    // Keys that came as certificates carry "x5t" and "x5t#S256", and the former as kid, too.
    std::string keys;
    // Called when a session that the app took part in ends; "" for none. OpenID Connect Front- and Back-Channel Logout.
    std::string front_channel_logout_uri; // by the browser, in a hidden frame
    std::string back_channel_logout_uri; // by this server
    Use pushed_requests = Use::Off; // RFC 9126
    Use request_objects = Use::Off; // RFC 9101, signed
    Use dpop = Use::Off; // RFC 9449: tokens bound to a key of the client's
    // Kept for the directory API, which is asked for it: whose accounts the app is for. B2C: signInAudience.
    std::string audience = "AzureADandPersonalMicrosoftAccount";
    Time created = {}; // unknown for apps from before this was kept
};

// The texts of its addresses of one kind.
std::vector<std::string> uris_as(Application const& application, AppKind kind);
// Whether some part of the app runs on a server, and may have a secret.
bool has_confidential_part(Application const& application);
// As what the app asks when it sends no credentials; nothing when no part of it may.
std::optional<AppKind> public_part(Application const& application);

// The `sub` of tokens that an app gets for itself: B2C's object id of its service principal. Made from tenant and
// client id, so that it needs no row (RFC 9562 §5.8); it is nobody's user id and not the client id.
std::string service_principal(TenantId const& tenant, ClientId const& client);
// B2C: the object id of the registration, by which the directory API finds it. Made in the same way.
std::string object_id(TenantId const& tenant, ClientId const& client);
// The GUID of a scope or a role that has none of its own.
std::string permission_id(ClientId const& resource, PermissionKind kind, std::string_view name);

class Applications {
public:
    virtual ~Applications() = default;
    virtual Result<std::optional<Application>> find(TenantId const& tenant, ClientId const& id) = 0;
    virtual Result<std::optional<Application>> find_by_uri(TenantId const& tenant, std::string const& app_id_uri) = 0;
    virtual Result<std::vector<Application>> list(TenantId const& tenant) = 0;
    // Inserts or replaces.
    virtual Result<void> save(TenantId const& tenant, Application const& application) = 0;
    // Nothing happens when there is none. What it was given stays and opens nothing, since it is looked up each time.
    virtual Result<void> remove(TenantId const& tenant, ClientId const& id) = 0;
};

} // namespace gatehouse
