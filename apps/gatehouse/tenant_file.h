// tenant.toml: the declared state of a tenant, as data. Reading it reports every problem at once, with line numbers.
#pragma once

#include "apps/gatehouse/tenant_flows.h"
#include "core/administration/administrators.h"
#include "core/applications/applications.h"
#include "core/branding/branding.h"
#include "core/policy/user_flow.h"
#include "core/tenants/tenants.h"
#include "libs/base/secret.h"
#include "libs/toml/toml.h"

#include <map>
#include <string>
#include <vector>

namespace gatehouse::app {

struct DeclaredPermission {
    std::string app; // key of another [apps.X]
    std::string scope; // or the name of a role
    bool consent = false;
    PermissionKind kind = PermissionKind::Scope;
};

struct DeclaredApp {
    std::string key; // "insurance-web": names the app in this file and in the directory
    std::string client_id; // "" makes one
    AppKind kind = AppKind::Web;
    bool enabled = true;
    bool secret = false; // a generated one
    std::vector<RedirectUri> redirect_uris;
    std::string app_id_uri;
    std::vector<ExposedScope> scopes;
    std::vector<AppRole> roles;
    std::vector<DeclaredPermission> permissions;
    bool implicit_id_token = false;
    bool implicit_token = false;
    std::string keys; // JWK set
    std::string front_channel_logout_uri;
    std::string back_channel_logout_uri;
    Use pushed_requests = Use::Off;
    Use request_objects = Use::Off;
    Use dpop = Use::Off;
};

struct DeclaredUser {
    std::string email;
    Password password;
    std::map<std::string, std::string> attributes;
};

// Somebody who signs in to the console.
struct DeclaredAdministrator {
    std::string email; // of a person of this file or of the directory
    std::vector<AdminRole> roles;
    // Whoever is not there is made, with a generated password: ${administrators.EMAIL.password}
    bool password = false;
};

// A file of KEY=VALUE lines to write: values may name what apply creates, "${apps.insurance-web.client_id}".
struct DeclaredEnvironment {
    std::string file; // "insurance-web.env"
    std::vector<std::pair<std::string, std::string>> values;
};

struct TenantDeclaration {
    Tenant tenant; // id "" makes one
    std::vector<DeclaredApp> apps;
    std::vector<DeclaredPolicyKey> policy_keys;
    DeclaredAttributes attributes;
    std::vector<DeclaredProvider> providers;
    std::vector<DeclaredConnector> connectors;
    std::vector<policy::UserFlow> flows;
    std::map<std::string, Branding> brandings; // by language
    std::vector<DeclaredUser> users;
    std::vector<DeclaredAdministrator> administrators;
    std::vector<DeclaredEnvironment> environments;
    std::map<std::string, std::string> variables;
    // What can be applied and has no effect.
    std::vector<toml::Problem> warnings;
};

// `overrides` replace values of the file's [variables]. A name that the file does not declare is a problem, too.
Result<TenantDeclaration, std::vector<toml::Problem>> read_tenant_file(
    std::string const& text, std::string const& file_name, std::map<std::string, std::string> const& overrides);

} // namespace gatehouse::app
