#include "apps/gatehouse/apply.h"

#include "core/administration/roles.h"
#include "core/applications/directory_api.h"
#include "core/applications/secrets.h"
#include "core/flows/flows.h"
#include "core/flows/parts.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::app {
namespace {

// B2C: a client secret lives two years at most.
constexpr std::chrono::hours kSecretLifetime{ 24 * 365 * 2 };

// Of an administrator whose password is generated; empty for others.
struct NewPassword {
    std::string text;
    std::string hash;
};

class Applier {
public:
    Applier(Ports& ports, TenantDeclaration const& declaration, Clock const& clock, Random& random)
        : ports_(ports)
        , declaration_(declaration)
        , clock_(clock)
        , random_(random)
    {
    }

    Result<void> apply_tenant();
    Result<void> apply_apps(std::vector<std::string> const& new_secrets_for);
    // True when it was another one, or none, before.
    Result<bool> save_secret(std::string const& name, PolicySecret const& secret);
    Result<void> apply_policy_keys();
    Result<void> apply_attributes();
    Result<void> apply_providers();
    Result<void> apply_connectors();
    Result<void> apply_flows();
    Result<void> apply_brandings();
    Result<void> apply_users(std::vector<std::string> const& hashes);
    Result<void> apply_administrators(
        std::vector<NewPassword> const& passwords, std::vector<std::string> const& new_secrets_for);
    Result<Applied> finish();

private:
    void say(std::string const& what, std::string const& name, std::string const& result);
    Application declared_application(DeclaredApp const& declared, Application const* before);
    void add_secret(DeclaredApp const& declared, Application& application);

    // As the directory API and the console change them.
    flows::Change change() const
    {
        return { .tenant = tenant_, .acting = { .correlation = correlation_, .now = clock_.now() } };
    }

    Ports& ports_;
    TenantDeclaration const& declaration_;
    Clock const& clock_;
    Random& random_;
    CorrelationId const correlation_{ random_guid(random_) };
    Tenant tenant_;
    // The directory API is nobody's app, and an app's permissions may name it.
    std::map<std::string, ClientId> client_ids_{ { std::string(kDirectoryApiName), directory_api().id } };
    Applied applied_;
};

bool same(Application const& left, Application const& right)
{
    auto const same_scope = [](ExposedScope const& a, ExposedScope const& b) {
        return a.name == b.name && a.description == b.description && a.id == b.id;
    };
    auto const same_role = [](AppRole const& a, AppRole const& b) {
        return a.name == b.name && a.description == b.description && a.id == b.id;
    };
    auto const same_permission = [](Permission const& a, Permission const& b) {
        return a.resource == b.resource && a.scope == b.scope && a.consented == b.consented && a.kind == b.kind;
    };
    return left.name == right.name && left.kind == right.kind && left.enabled == right.enabled
        && left.redirect_uris == right.redirect_uris && left.app_id_uri == right.app_id_uri
        && left.secrets.size() == right.secrets.size() && std::ranges::equal(left.scopes, right.scopes, same_scope)
        && std::ranges::equal(left.roles, right.roles, same_role)
        && std::ranges::equal(left.permissions, right.permissions, same_permission)
        && left.implicit_id_token == right.implicit_id_token && left.implicit_token == right.implicit_token
        && left.front_channel_logout_uri == right.front_channel_logout_uri
        && left.back_channel_logout_uri == right.back_channel_logout_uri && left.keys == right.keys
        && left.pushed_requests == right.pushed_requests && left.request_objects == right.request_objects
        && left.dpop == right.dpop;
}

void Applier::say(std::string const& what, std::string const& name, std::string const& result)
{
    applied_.lines.push_back(what + " " + name + ": " + result);
    applied_.changed = applied_.changed || result != "unchanged";
}

Result<void> Applier::apply_tenant()
{
    auto const before = TRY(ports_.tenants.find(declaration_.tenant.domain));
    tenant_ = declaration_.tenant;
    if (before && !tenant_.id.empty() && tenant_.id != before->id)
        return fail(Fault::Invalid,
            "the tenant " + tenant_.domain + " exists with the id " + before->id.text() + ", the file says "
                + tenant_.id.text());
    if (before)
        tenant_.id = before->id;
    else if (tenant_.id.empty())
        tenant_.id = TenantId(random_guid(random_));
    applied_.values["tenant.id"] = tenant_.id.text();
    applied_.values["tenant.domain"] = tenant_.domain;
    bool const unchanged = before && *before == tenant_;
    say("tenant", tenant_.domain, unchanged ? "unchanged" : before ? "updated" : "created");
    if (unchanged)
        return {};
    return ports_.tenants.save(tenant_);
}

void Applier::add_secret(DeclaredApp const& declared, Application& application)
{
    std::string const secret = random_token(random_);
    application.secrets.push_back({
        .name = "applied " + rfc3339(clock_.now()),
        .digest = SecretDigest(crypto::sha256_text(secret)),
        .hint = secret.substr(0, 3),
        .expires = clock_.now() + kSecretLifetime,
        .key_id = random_guid(random_),
        .start = clock_.now(),
    });
    applied_.values["apps." + declared.key + ".secret"] = secret;
}

// What the file does not say.
void keep_from_before(Application const& before, Application& application)
{
    application.secrets = before.secrets;
    application.audience = before.audience;
    application.created = before.created;
    auto const keep_ids = [](auto& now, auto const& then) {
        for (auto& one : now)
            if (auto const same = std::ranges::find(then, one.name, &std::remove_cvref_t<decltype(one)>::name);
                one.id.empty() && same != then.end())
                one.id = same->id;
    };
    keep_ids(application.scopes, before.scopes);
    for (ExposedScope& scope : application.scopes)
        if (auto const same = std::ranges::find(before.scopes, scope.name, &ExposedScope::name);
            same != before.scopes.end())
            scope.for_users = same->for_users;
    keep_ids(application.roles, before.roles);
}

Application Applier::declared_application(DeclaredApp const& declared, Application const* before)
{
    Application application;
    application.id = client_ids_.at(declared.key);
    application.name = declared.key;
    application.kind = declared.kind;
    application.enabled = declared.enabled;
    application.redirect_uris = declared.redirect_uris;
    application.app_id_uri = declared.app_id_uri;
    application.scopes = declared.scopes;
    application.roles = declared.roles;
    for (DeclaredPermission const& permission : declared.permissions)
        application.permissions.push_back(
            { client_ids_.at(permission.app), permission.scope, permission.consent, permission.kind });
    application.implicit_id_token = declared.implicit_id_token;
    application.implicit_token = declared.implicit_token;
    application.keys = declared.keys;
    application.front_channel_logout_uri = declared.front_channel_logout_uri;
    application.back_channel_logout_uri = declared.back_channel_logout_uri;
    application.pushed_requests = declared.pushed_requests;
    application.request_objects = declared.request_objects;
    application.dpop = declared.dpop;
    application.created = clock_.now();
    if (before)
        keep_from_before(*before, application);
    // Expired ones are of no use to anybody.
    std::erase_if(application.secrets, [&](AppSecret const& secret) { return secret.expires <= clock_.now(); });
    return application;
}

Result<void> Applier::apply_apps(std::vector<std::string> const& new_secrets_for)
{
    auto const existing = TRY(ports_.applications.list(tenant_.id));
    auto const find = [&](std::string const& key) -> Application const* {
        auto const found = std::ranges::find(existing, key, &Application::name);
        return found == existing.end() ? nullptr : &*found;
    };
    for (DeclaredApp const& declared : declaration_.apps) {
        Application const* before = find(declared.key);
        std::string const fresh = declared.client_id.empty() ? random_guid(random_) : declared.client_id;
        client_ids_[declared.key] = before ? before->id : ClientId(fresh);
        applied_.values["apps." + declared.key + ".client_id"] = client_ids_[declared.key].text();
    }
    for (DeclaredApp const& declared : declaration_.apps) {
        Application const* before = find(declared.key);
        Application application = declared_application(declared, before);
        bool const wants_new = std::ranges::find(new_secrets_for, declared.key) != new_secrets_for.end();
        if (declared.secret && (application.secrets.empty() || wants_new))
            add_secret(declared, application);
        bool const unchanged = before && same(*before, application);
        say("app", declared.key, unchanged ? "unchanged" : before ? "updated" : "created");
        if (!unchanged)
            TRY(ports_.applications.save(tenant_.id, application));
    }
    for (Application const& application : existing)
        if (!client_ids_.contains(application.name))
            applied_.lines.push_back("app " + application.name + ": not in the file, left as it is");
    return {};
}

Result<bool> Applier::save_secret(std::string const& name, PolicySecret const& secret)
{
    auto const before = TRY(ports_.policy_secrets.find(tenant_.id, name));
    if (before && before->equals(secret.reveal()))
        return false;
    TRY(ports_.policy_secrets.save(tenant_.id, name, secret));
    return true;
}

Result<void> Applier::apply_policy_keys()
{
    for (DeclaredPolicyKey const& declared : declaration_.policy_keys)
        say("policy key", declared.name, TRY(save_secret(declared.name, declared.secret)) ? "saved" : "unchanged");
    return {};
}

std::string word(flows::Saved saved)
{
    switch (saved) {
    case flows::Saved::Created:
        return "created";
    case flows::Saved::Changed:
        return "updated";
    case flows::Saved::Unchanged:
        break;
    }
    return "unchanged";
}

Result<void> Applier::apply_attributes()
{
    for (auto const& [id, settings] : declaration_.attributes) {
        // What the file does not say stays.
        auto const before = TRY(flows::find_attribute(ports_, tenant_.id, id));
        say("attribute", id,
            word(TRY(flows::save_attribute(
                ports_, change(), { id, before ? before->description : std::string(), settings }))));
    }
    return {};
}

Result<void> Applier::apply_providers()
{
    for (DeclaredProvider const& declared : declaration_.providers)
        say("identity provider", declared.provider.name,
            word(TRY(flows::save_provider(ports_, change(), declared.provider, declared.secret))));
    return {};
}

Result<void> Applier::apply_connectors()
{
    for (DeclaredConnector const& declared : declaration_.connectors) {
        std::string const& name = declared.connector.name;
        flows::ConnectorSecrets secrets;
        for (auto const& [key, secret] : declared.secrets)
            secrets.emplace(key.substr(policy::secret_name(declared.connector, "").size()), secret.copy());
        auto const before = TRY(flows::find_connector(ports_, tenant_.id, name));
        flows::Connector const connector{ declared.connector, before ? before->display_name : name };
        say("api connector", name, word(TRY(flows::save_connector(ports_, change(), connector, secrets))));
    }
    return {};
}

Result<void> Applier::apply_flows()
{
    for (policy::UserFlow const& flow : declaration_.flows)
        say("flow", flow.name, word(TRY(flows::save(ports_, change(), flow))));
    return {};
}

Result<void> Applier::apply_brandings()
{
    auto const existing = TRY(list_brandings(ports_, tenant_.id));
    for (auto const& [language, declared] : declaration_.brandings) {
        auto const before = existing.find(language);
        Branding wanted = declared;
        if (before != existing.end())
            wanted.digest = before->second->digest;
        bool const unchanged = before != existing.end() && wanted == *before->second;
        say("branding", language, unchanged ? "unchanged" : before != existing.end() ? "updated" : "created");
        if (!unchanged)
            TRY(save_branding(ports_, tenant_.id, change().acting, language, declared));
    }
    return {};
}

Result<void> Applier::apply_users(std::vector<std::string> const& hashes)
{
    for (size_t i = 0; i < declaration_.users.size(); ++i) {
        DeclaredUser const& declared = declaration_.users[i];
        if (TRY(ports_.users.find_by_sign_in_name(tenant_.id, declared.email))) {
            // A person's own changes count more than the file.
            say("user", declared.email, "unchanged");
            continue;
        }
        User user{ .id = UserId(random_guid(random_)),
            .identities = { { SignInType::EmailAddress, tenant_.domain, declared.email } },
            .attributes = {},
            .password_hash = hashes[i],
            .totp_secret = {},
            .created = clock_.now(),
            .tokens_valid_from = clock_.now() };
        for (auto const& [name, value] : declared.attributes)
            user.attributes[name] = value;
        TRY(ports_.users.insert(tenant_.id, user));
        say("user", declared.email, "created");
    }
    return {};
}

// Roles that the file does not name are left: they may have been given in the console.
Result<void> Applier::apply_administrators(
    std::vector<NewPassword> const& passwords, std::vector<std::string> const& new_secrets_for)
{
    for (size_t i = 0; i < declaration_.administrators.size(); ++i) {
        DeclaredAdministrator const& declared = declaration_.administrators[i];
        auto user = TRY(ports_.users.find_by_sign_in_name(tenant_.id, declared.email));
        bool const is_new = !user;
        if (is_new && !declared.password)
            return fail(Fault::Invalid,
                "the administrator " + declared.email
                    + " is nobody in the directory: declare the person in [[users]], or add: password = true");
        if (is_new)
            user = User{ .id = UserId(random_guid(random_)),
                .identities = { { SignInType::EmailAddress, tenant_.domain, declared.email } },
                .attributes = { { "displayName", std::string("Administrator") } },
                .password_hash = passwords[i].hash,
                .totp_secret = {},
                .created = clock_.now(),
                .tokens_valid_from = clock_.now() };
        bool const has_lost = !is_new && std::ranges::find(new_secrets_for, declared.email) != new_secrets_for.end();
        if (has_lost) {
            user->password_hash = passwords[i].hash;
            user->password_changed = clock_.now();
            user->tokens_valid_from = clock_.now();
        }
        if (is_new || has_lost)
            applied_.values["administrators." + declared.email + ".password"] = passwords[i].text;
        if (is_new)
            TRY(ports_.users.insert(tenant_.id, *user));
        else if (has_lost)
            TRY(ports_.users.update(tenant_.id, *user));
        auto roles = TRY(ports_.administrators.roles(tenant_.id, user->id));
        size_t const before = roles.size();
        for (AdminRole const role : declared.roles)
            if (std::ranges::find(roles, role) == roles.end())
                roles.push_back(role);
        bool const unchanged = roles.size() == before;
        say("administrator", declared.email, is_new ? "created" : unchanged && !has_lost ? "unchanged" : "updated");
        if (!unchanged)
            TRY(change_roles(ports_, tenant_.id, user->id, std::move(roles),
                { .by = "tenant file", .time = clock_.now(), .correlation = CorrelationId(random_guid(random_)) }));
    }
    return {};
}

Result<Applied> Applier::finish()
{
    if (applied_.changed)
        TRY(ports_.audit.append(tenant_.id,
            { .kind = AuditKind::TenantApplied,
                .time = clock_.now(),
                .correlation = correlation_,
                .user = {},
                .client = {},
                .policy = {},
                .address = "",
                .detail = "{}" }));
    return std::move(applied_);
}

} // namespace

Result<Applied> apply(Store& store, TenantDeclaration const& declaration,
    std::vector<std::string> const& new_secrets_for, PasswordHasher& hasher, Clock const& clock, Random& random)
{
    // Before the transaction: a hash takes tens of milliseconds.
    std::vector<std::string> hashes;
    for (DeclaredUser const& user : declaration.users)
        hashes.push_back(TRY(hasher.hash(user.password, declaration.tenant.hash_cost)));
    std::vector<NewPassword> passwords;
    for (DeclaredAdministrator const& one : declaration.administrators) {
        std::string text = one.password ? random_token(random, 16) : "";
        std::string hash = text.empty() ? "" : TRY(hasher.hash(Password(text), declaration.tenant.hash_cost));
        passwords.push_back({ std::move(text), std::move(hash) });
    }
    return transact<Applied>(store, [&](Ports& ports) -> Result<Applied> {
        Applier applier(ports, declaration, clock, random);
        TRY(applier.apply_tenant());
        TRY(applier.apply_apps(new_secrets_for));
        TRY(applier.apply_policy_keys());
        TRY(applier.apply_attributes());
        TRY(applier.apply_providers());
        TRY(applier.apply_connectors());
        TRY(applier.apply_flows());
        TRY(applier.apply_brandings());
        TRY(applier.apply_users(hashes));
        TRY(applier.apply_administrators(passwords, new_secrets_for));
        return applier.finish();
    });
}

} // namespace gatehouse::app
