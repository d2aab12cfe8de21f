#include "apps/gatehouse/tenant_file.h"

#include "apps/gatehouse/tenant_branding.h"
#include "apps/gatehouse/tenant_flows.h"
#include "apps/gatehouse/tenant_providers.h"
#include "core/applications/app_keys.h"
#include "core/applications/directory_api.h"
#include "core/applications/redirect_uri.h"
#include "libs/base/text.h"
#include "libs/toml/section.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse::app {
namespace {

using toml::Problem;
using toml::Section;

class Reader {
public:
    Reader(std::string const& file, std::map<std::string, std::string> const& overrides)
        : file_(file)
        , overrides_(overrides)
    {
    }

    TenantDeclaration read(toml::Table const& root);
    std::vector<Problem> problems;

private:
    void read_variables(Section& root);
    void read_tenant(Section& root);
    void read_app_logout(DeclaredApp& app, Section& section);
    void read_app_addresses(DeclaredApp& app, Section& section, std::string const& key, AppKind kind);
    void read_app(std::string const& key, Section section);
    void read_user(Section section);
    void read_administrator(Section section);
    void read_environment(std::string const& file, Section section);
    void check_references(Section& root);
    std::string expand(std::string const& text, Section& section, std::string_view key);

    std::string const& file_;
    std::map<std::string, std::string> const& overrides_;
    TenantDeclaration declared_;
};

// Replaces ${variable}; names with a dot are left for the environment files.
std::string Reader::expand(std::string const& text, Section& section, std::string_view key)
{
    std::string out;
    size_t at = 0;
    for (size_t open = text.find("${"); open != std::string::npos; open = text.find("${", at)) {
        size_t const close = text.find('}', open);
        if (close == std::string::npos) {
            section.report(key, "'${' is not closed");
            return text;
        }
        std::string const name = text.substr(open + 2, close - open - 2);
        auto const variable = declared_.variables.find(name);
        if (variable == declared_.variables.end()) {
            section.report(key, "there is no variable '" + name + "' in [variables]");
            return text;
        }
        out += text.substr(at, open - at) + variable->second;
        at = close + 1;
    }
    return out + text.substr(at);
}

void Reader::read_variables(Section& root)
{
    auto section = root.section("variables");
    if (section)
        for (toml::Entry const& entry : section->all()) {
            if (auto const* text = entry.value.as_text())
                declared_.variables[entry.key] = *text;
            else
                section->report(entry.key, "a variable must be text");
        }
    for (auto const& [name, value] : overrides_) {
        if (!declared_.variables.contains(name))
            problems.push_back({ file_, 1, 1, "--set names '" + name + "', which is not in [variables]" });
        declared_.variables[name] = value;
    }
}

void Reader::read_tenant(Section& root)
{
    auto section = root.section("tenant");
    if (!section) {
        root.report("the section [tenant] is missing");
        return;
    }
    Tenant& tenant = declared_.tenant;
    tenant.id = TenantId(to_lower(section->text("id")));
    tenant.domain = to_lower(section->required_text("domain"));
    if (!tenant.domain.empty()
        && (tenant.domain.find('.') == std::string::npos || tenant.domain.find_first_of("/ :") != std::string::npos))
        section->report("domain", "expected a domain like contoso.onmicrosoft.com");
    tenant.display_name = section->text("display_name", tenant.domain);
    constexpr std::string_view kAlgorithms[] = { "RS256", "ES256" };
    tenant.signing_algorithm = section->word("signing_algorithm", kAlgorithms) == "ES256" ? crypto::Algorithm::Es256
                                                                                          : crypto::Algorithm::Rs256;
    tenant.key_lifetime = std::chrono::hours(24 * section->integer("key_lifetime_days", 90, { 1, 3650 }));
    tenant.key_published_before
        = std::chrono::hours(section->integer("key_published_before_hours", 48, { 1, 24 * 30 }));
    // OWASP's least: 7 MiB with 5 passes, 19 MiB with 2.
    tenant.hash_cost.memory_kib
        = static_cast<std::uint32_t>(section->integer("argon2_memory_kib", 19'456, { 7'168, 1'048'576 }));
    tenant.hash_cost.passes = static_cast<std::uint32_t>(section->integer("argon2_passes", 2, { 1, 20 }));
    tenant.lockout.threshold = static_cast<int>(section->integer("lockout_threshold", 10, { 1, 50 }));
    tenant.lockout.first_lock = std::chrono::seconds(section->integer("lockout_seconds", 60, { 5, 18'000 }));
    for (std::string const& text : section->texts("public_urls")) {
        std::string const origin = expand(text, *section, "public_urls");
        if (!url::is_origin(origin))
            section->report("public_urls", "expected an origin like https://login.example.com, not '" + origin + "'");
        tenant.origins.push_back(origin);
    }
    // RFC 9700 §4.14.2; docs/decisions/2026-11-25-refresh-grace.md.
    tenant.refresh_grace = std::chrono::seconds(section->integer("refresh_grace_seconds", 30, { 0, 300 }));
    tenant.iss_in_answers = section->boolean("iss_in_answers", false);
    tenant.dpop_nonces = section->boolean("dpop_nonces", false);
    tenant.texts_per_hour = static_cast<int>(section->integer("texts_per_hour", 1000, { 0, 1'000'000 }));
    tenant.extensions_app = ClientId(to_lower(section->text("extensions_app")));
    if (!tenant.extensions_app.empty() && replace_all(tenant.extensions_app.text(), "-", "").size() != 32)
        section->report("extensions_app", "expected the id of the app, like 831374b3-bd50-41bf-aa54-263ec9e050fc");
    tenant.audit_kept = std::chrono::hours(24 * section->integer("audit_kept_days", 90, { 1, 3650 }));
    section->report_unknown_keys();
}

void read_old_directory(Tenant& tenant, Section& root)
{
    auto section = root.section("old_directory");
    if (!section)
        return;
    tenant.old_directory
        = OldDirectory{ .token_endpoint = section->text("token_endpoint"), .client_id = section->text("client_id") };
    if (!tenant.old_directory->token_endpoint.starts_with("https://"))
        section->report("token_endpoint",
            "expected the https address of a resource owner flow's token endpoint, like "
            "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token");
    if (tenant.old_directory->client_id.empty())
        section->report("client_id", "expected the id of an app of the old tenant that may use the flow");
    section->report_unknown_keys();
}

void read_app_asking(DeclaredApp& app, Section& section)
{
    for (std::string const& kind : section.texts("implicit")) {
        if (kind == "id_token")
            app.implicit_id_token = true;
        else if (kind == "token")
            app.implicit_token = true;
        else
            section.report("implicit", "'" + kind + "' is not known; expected id_token or token");
    }
    constexpr std::string_view kUses[] = { "off", "allowed", "required" };
    app.pushed_requests = parse_use(section.word("pushed_requests", kUses)).value_or(Use::Off);
    app.request_objects = parse_use(section.word("request_objects", kUses)).value_or(Use::Off);
    app.dpop = parse_use(section.word("dpop", kUses)).value_or(Use::Off);
    if (app.request_objects != Use::Off && app.keys.empty())
        section.report("request_objects", "an app that signs its requests needs keys");
}

// What the app exposes to others, and what it may have of theirs.
void read_app_access(DeclaredApp& app, Section& section)
{
    app.app_id_uri = section.text("app_id_uri");
    for (Section& scope : section.sections("scopes")) {
        app.scopes.push_back({ scope.required_text("name"), scope.text("description"), to_lower(scope.text("id")) });
        scope.report_unknown_keys();
    }
    for (Section& role : section.sections("app_roles")) {
        app.roles.push_back({ role.required_text("name"), role.text("description"), to_lower(role.text("id")) });
        role.report_unknown_keys();
    }
    if (!app.scopes.empty() && app.app_id_uri.empty())
        section.report("scopes", "an app that exposes scopes needs app_id_uri");
    if (!app.roles.empty() && app.app_id_uri.empty())
        section.report("app_roles", "an app that has roles for apps needs app_id_uri");
    for (Section& permission : section.sections("permissions")) {
        std::string const role = permission.text("role");
        app.permissions.push_back({ .app = permission.required_text("app"),
            .scope = role.empty() ? permission.required_text("scope") : role,
            .consent = permission.boolean("consent", false),
            .kind = role.empty() ? PermissionKind::Scope : PermissionKind::Role });
        permission.report_unknown_keys();
    }
}

void Reader::read_app_logout(DeclaredApp& app, Section& section)
{
    for (auto const& [key, uri] : { std::pair{ "front_channel_logout_uri", &app.front_channel_logout_uri },
             std::pair{ "back_channel_logout_uri", &app.back_channel_logout_uri } }) {
        *uri = expand(section.text(key), section, key);
        if (auto const valid = validate_redirect_uri(AppKind::Web, *uri); !uri->empty() && !valid)
            section.report(key, "'" + *uri + "': " + valid.error().detail);
    }
    // Front-Channel Logout §2: of the same site as a redirect address.
    auto const front = url::parse(app.front_channel_logout_uri);
    bool const own_site = !front || std::ranges::any_of(app.redirect_uris, [&](RedirectUri const& redirect) {
        auto const parsed = url::parse(redirect.uri);
        return parsed && parsed->origin() == front->origin();
    });
    if (!own_site)
        section.report("front_channel_logout_uri", "it must have scheme, host and port of one of the redirect_uris");
}

void Reader::read_app_addresses(DeclaredApp& app, Section& section, std::string const& key, AppKind kind)
{
    for (std::string const& text : section.texts(key)) {
        std::string const uri = expand(text, section, key);
        if (auto const valid = validate_redirect_uri(kind, uri); !valid)
            section.report(key, "'" + uri + "': " + valid.error().detail);
        else if (std::ranges::find(app.redirect_uris, uri, &RedirectUri::uri) != app.redirect_uris.end())
            section.report(key, "'" + uri + "' stands twice");
        app.redirect_uris.push_back({ uri, kind });
    }
}

void Reader::read_app(std::string const& key, Section section)
{
    DeclaredApp app;
    app.key = key;
    app.client_id = to_lower(section.text("client_id"));
    constexpr std::string_view kKinds[] = { "web", "spa", "native" };
    app.kind = parse_app_kind(section.word("kind", kKinds)).value_or(AppKind::Web);
    app.enabled = section.boolean("enabled", true);
    app.secret = section.boolean("secret", false);
    read_app_addresses(app, section, "redirect_uris", app.kind);
    for (AppKind const kind : { AppKind::Web, AppKind::Spa, AppKind::Native })
        read_app_addresses(app, section, std::string(name(kind)) + "_redirect_uris", kind);
    bool const on_a_server = app.kind == AppKind::Web
        || std::ranges::find(app.redirect_uris, AppKind::Web, &RedirectUri::kind) != app.redirect_uris.end();
    if (app.secret && !on_a_server)
        section.report("secret", "only an app of kind \"web\", or with web_redirect_uris, can keep a secret");
    if (std::string const text = expand(section.text("keys"), section, "keys"); !text.empty()) {
        auto keys = read_app_keys(text);
        if (!keys)
            section.report("keys", keys.error().detail);
        app.keys = keys.value_or("");
    }
    read_app_access(app, section);
    read_app_asking(app, section);
    read_app_logout(app, section);
    section.report_unknown_keys();
    declared_.apps.push_back(std::move(app));
}

void Reader::read_user(Section section)
{
    DeclaredUser user;
    user.email = section.required_text("email");
    auto const same_address = [&](DeclaredUser const& other) { return equals_ignoring_case(other.email, user.email); };
    if (!user.email.empty() && std::ranges::any_of(declared_.users, same_address))
        section.report("email", "another user has the same e-mail address");
    user.password = Password(section.required_text("password"));
    if (auto attributes = section.section("attributes"))
        for (toml::Entry const& entry : attributes->all()) {
            if (auto const* text = entry.value.as_text())
                user.attributes[entry.key] = *text;
            else
                attributes->report(entry.key, "an attribute must be text");
        }
    section.report_unknown_keys();
    declared_.users.push_back(std::move(user));
}

void Reader::read_administrator(Section section)
{
    DeclaredAdministrator administrator;
    administrator.email = to_lower(section.required_text("email"));
    if (std::ranges::find(declared_.administrators, administrator.email, &DeclaredAdministrator::email)
        != declared_.administrators.end())
        section.report("email", "another administrator has the same e-mail address");
    for (std::string const& text : section.texts("roles")) {
        if (auto const role = parse_admin_role(text))
            administrator.roles.push_back(*role);
        else
            section.report("roles", "'" + text + "' is none of global, user, application, policy, auditor");
    }
    if (administrator.roles.empty())
        section.report("roles", "an administrator has at least one role");
    administrator.password = section.boolean("password", false);
    section.report_unknown_keys();
    declared_.administrators.push_back(std::move(administrator));
}

void Reader::read_environment(std::string const& file, Section section)
{
    DeclaredEnvironment environment;
    environment.file = file;
    if (file.empty() || file.find('/') != std::string::npos)
        section.report("the name of an environment file is a plain file name");
    for (toml::Entry const& entry : section.all()) {
        auto const* text = entry.value.as_text();
        if (!text) {
            section.report(entry.key, "an environment value must be text");
            continue;
        }
        environment.values.emplace_back(entry.key, *text);
    }
    declared_.environments.push_back(std::move(environment));
}

bool exposes(DeclaredApp const& app, DeclaredPermission const& permission)
{
    if (permission.kind == PermissionKind::Role)
        return std::ranges::find(app.roles, permission.scope, &AppRole::name) != app.roles.end();
    return std::ranges::find(app.scopes, permission.scope, &ExposedScope::name) != app.scopes.end();
}

void check_directory_permission(Section& section, DeclaredPermission const& permission)
{
    auto const& roles = directory_api().roles;
    bool const exists = permission.kind == PermissionKind::Role
        && std::ranges::find(roles, permission.scope, &AppRole::name) != roles.end();
    if (exists)
        return;
    std::string known;
    for (AppRole const& role : roles)
        known += " " + role.name;
    section.report("permissions", "the directory API has no role '" + permission.scope + "' for apps; it has:" + known);
}

// What one part of the file says of another.
void Reader::check_references(Section& root)
{
    std::set<std::string> values{ "tenant.id", "tenant.domain" };
    std::set<std::string> uris;
    std::set<std::string> ids;
    for (auto const& [name, value] : declared_.variables)
        values.insert(name);
    for (DeclaredApp const& app : declared_.apps) {
        values.insert("apps." + app.key + ".client_id");
        if (app.secret)
            values.insert("apps." + app.key + ".secret");
    }
    for (DeclaredAdministrator const& one : declared_.administrators)
        if (one.password)
            values.insert("administrators." + one.email + ".password");
    for (auto& [key, section] : root.named_sections("apps")) {
        auto const app = std::ranges::find(declared_.apps, key, &DeclaredApp::key);
        if (!app->app_id_uri.empty() && !uris.insert(app->app_id_uri).second)
            section.report("app_id_uri", "another app has the same app_id_uri");
        if (!app->client_id.empty() && !ids.insert(app->client_id).second)
            section.report("client_id", "another app has the same client_id");
        if (key == kDirectoryApiName || app->client_id == kDirectoryApiId)
            section.report(
                "client_id", "name and id of " + std::string(kDirectoryApiName) + " belong to the directory API");
        for (DeclaredPermission const& permission : app->permissions) {
            if (permission.app == kDirectoryApiName) {
                check_directory_permission(section, permission);
                continue;
            }
            auto const target = std::ranges::find(declared_.apps, permission.app, &DeclaredApp::key);
            if (target == declared_.apps.end())
                section.report("permissions", "there is no app '" + permission.app + "' in this file");
            else if (!exposes(*target, permission))
                section.report("permissions",
                    "the app '" + permission.app + "' has no "
                        + (permission.kind == PermissionKind::Role ? "role" : "scope") + " '" + permission.scope + "'");
        }
    }
    for (auto& [file, section] : root.named_sections("environments"))
        for (toml::Entry const& entry : section.all()) {
            std::string const text = entry.value.as_text() ? *entry.value.as_text() : "";
            for (size_t open = text.find("${"); open != std::string::npos; open = text.find("${", open + 2)) {
                std::string const name = text.substr(open + 2, text.find('}', open) - open - 2);
                if (!values.contains(name))
                    section.report(entry.key, "'${" + name + "}' names nothing that this file declares");
            }
        }
}

TenantDeclaration Reader::read(toml::Table const& table)
{
    Section root(table, file_, problems);
    read_variables(root);
    read_tenant(root);
    read_old_directory(declared_.tenant, root);
    for (auto& [key, section] : root.named_sections("apps"))
        read_app(key, section);
    Expand const expander
        = [this](auto const& text, Section& at, std::string_view key) { return expand(text, at, key); };
    declared_.attributes = read_declared_attributes(root);
    for (auto& [name, section] : root.named_sections("policy_keys"))
        declared_.policy_keys.push_back(read_policy_key(name, section, expander));
    for (auto& [name, section] : root.named_sections("api_connectors"))
        declared_.connectors.push_back(read_connector(name, section, expander));
    for (auto& [name, section] : root.named_sections("identity_providers"))
        declared_.providers.push_back(read_provider(name, section, expander));
    for (auto& [name, section] : root.named_sections("flows"))
        declared_.flows.push_back(read_flow(name, section,
            { declared_.connectors, declared_.providers, declared_.attributes, expander, declared_.warnings }));
    declared_.brandings = read_brandings(root, expander);
    for (Section const& section : root.sections("users"))
        read_user(section);
    for (Section const& section : root.sections("administrators"))
        read_administrator(section);
    for (auto& [file, section] : root.named_sections("environments"))
        read_environment(file, section);
    check_references(root);
    root.report_unknown_keys();
    return std::move(declared_);
}

} // namespace

Result<TenantDeclaration, std::vector<Problem>> read_tenant_file(
    std::string const& text, std::string const& file_name, std::map<std::string, std::string> const& overrides)
{
    auto const table = toml::parse(text, file_name);
    if (!table)
        return std::unexpected(table.error());
    Reader reader(file_name, overrides);
    TenantDeclaration declared = reader.read(*table);
    if (!reader.problems.empty()) {
        std::ranges::sort(
            reader.problems, {}, [](Problem const& problem) { return std::pair(problem.line, problem.column); });
        return std::unexpected(std::move(reader.problems));
    }
    return declared;
}

} // namespace gatehouse::app
