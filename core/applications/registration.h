// What is done to app registrations, by the directory API and by the console alike: each call checks, saves and writes
// its audit event, inside the caller's transaction. Facts: directory.md §1.7, §2.1.
#pragma once

#include "core/applications/applications.h"
#include "core/applications/deleted_applications.h"
#include "core/audit/acting.h"
#include "core/transaction/store.h"
#include "libs/base/random.h"
#include "libs/base/secret.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

// B2C: 100 redirect addresses and 1000 scopes an app.
inline constexpr size_t kMostRedirectUris = 100;
inline constexpr size_t kMostScopes = 1000;
inline constexpr size_t kMostSecrets = 20;

// What stands in the way: the property, as the directory API names it, and a sentence for the person who registers.
struct Objection {
    enum class Kind {
        Invalid,
        Taken, // another app has the value
        Enabled, // it would be removed, and has to be disabled first
        Missing, // there is no such app, secret, resource or permission
        Failed, // by us: see `cause`
    };
    Kind kind = Kind::Invalid;
    std::string property; // "web/redirectUris"
    std::string reason;
    std::optional<Error> cause = {};

    Objection(Kind given_kind, std::string given_property, std::string given_reason)
        : kind(given_kind)
        , property(std::move(given_property))
        , reason(std::move(given_reason))
    {
    }
    Objection(Error const& error)
        : kind(Kind::Failed)
        , cause(error)
    {
    }
};

template <class T>
using Judged = Result<T, Objection>;

// Everything that can be said of a registration by itself; whether its app ID URI is free is not.
Judged<void> check_registration(Application const& app);

// The app with that id; Missing when there is none.
Judged<Application> load_app(Ports& ports, TenantId const& tenant, ClientId const& id);
// What a permission is for: an app of the tenant or the directory API.
Judged<Application> load_resource(Ports& ports, TenantId const& tenant, ClientId const& id);

// Gives `app` its id. Secrets and consent come by the calls below and not with it.
Judged<Application> register_app(
    Ports& ports, TenantId const& tenant, Acting const& acting, Random& random, Application app);

// Replaces `before`, as it was read in this transaction, but for secrets and consent. B2C: a scope or a role is
// disabled before it is removed; what was granted of it ends everywhere. `properties`: which ones changed, for the
// audit.
Judged<void> update_app(Ports& ports, TenantId const& tenant, Acting const& acting, Application const& before,
    Application after, std::vector<std::string> const& properties);

// For thirty days it can be restored, with all that it had, and with what other apps had of it. Meanwhile it is unknown
// to everybody.
Judged<void> remove_app(Ports& ports, TenantId const& tenant, Acting const& acting, Application const& app);
// The app among the deleted ones; Missing when there is none.
Judged<DeletedApplication> load_deleted_app(Ports& ports, TenantId const& tenant, ClientId const& id);
// Taken when another app has its id or its app ID URI meanwhile.
Judged<Application> restore_app(
    Ports& ports, TenantId const& tenant, Acting const& acting, DeletedApplication const& deleted);
// Before its time, and for good.
Judged<void> erase_app(Ports& ports, TenantId const& tenant, Acting const& acting, DeletedApplication const& deleted);

using ClientSecret = Secret<struct ClientSecretTag>;
struct SecretWish {
    std::string name = {}; // for people
    std::optional<Time> expires = {}; // B2C: two years from now
};
struct NewSecret {
    AppSecret kept;
    ClientSecret text; // to be shown once: nobody can tell it again
};
// Several may live at once, so that a client can move from one to the next.
Judged<NewSecret> add_secret(Ports& ports, TenantId const& tenant, Acting const& acting, Random& random,
    Application const& app, SecretWish const& wish);
Judged<void> remove_secret(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application const& app, std::string const& key_id);
// GUID by which a secret is named.
std::string key_id_of(AppSecret const& secret);

// Permissions of one API. With an administrator's consent the app has them from now on, whether it had asked or not.
struct Consent {
    ClientId resource;
    PermissionKind kind = PermissionKind::Scope;
    std::vector<std::string> names;
};
Judged<Application> grant_consent(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application app, Consent const& consent);
// The app still asks for them. Names that it was not granted are passed over.
Judged<Application> revoke_consent(
    Ports& ports, TenantId const& tenant, Acting const& acting, Application app, Consent const& consent);

// The GUID that the directory API names a scope or a role by.
std::string id_of(ExposedScope const& scope, ClientId const& resource);
std::string id_of(AppRole const& role, ClientId const& resource);

} // namespace gatehouse
