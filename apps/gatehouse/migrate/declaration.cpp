#include "apps/gatehouse/migrate/declaration.h"

#include "core/applications/directory_api.h"
#include "core/policy/user_flow.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace gatehouse::app {
namespace {

std::string quote(std::string_view text)
{
    constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else if (c == '$') {
            // "${name}" would be a variable of the file.
            out += "\\u0024";
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string quote_all(std::vector<std::string> const& texts)
{
    std::vector<std::string> quoted;
    for (std::string const& text : texts)
        quoted.push_back(quote(text));
    return "[" + join(quoted, ", ") + "]";
}

std::vector<json::Object> objects_of(json::Array const* array)
{
    std::vector<json::Object> all;
    for (json::Value const& value : array ? *array : json::Array())
        if (auto const* object = value.as_object())
            all.push_back(*object);
    return all;
}

std::vector<std::string> texts_of(json::Object const* object, std::string_view member)
{
    std::vector<std::string> texts;
    json::Array const* array = object ? object->array(member) : nullptr;
    for (json::Value const& value : array ? *array : json::Array())
        if (auto const* text = value.as_text())
            texts.push_back(*text);
    return texts;
}

std::string text_of(json::Object const& object, std::string_view member)
{
    return object.text(member).value_or("");
}

json::Object const* find_by(std::vector<json::Object> const& objects, std::string_view member, std::string_view value)
{
    auto const found = std::ranges::find_if(
        objects, [&](json::Object const& one) { return equals_ignoring_case(text_of(one, member), value); });
    return found == objects.end() ? nullptr : &*found;
}

// "extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber" -> "extension_loyaltyNumber"
std::string plain_extension(std::string const& name)
{
    constexpr size_t kPrefix = std::string_view("extension_").size();
    constexpr size_t kId = 32;
    if (name.starts_with("extension_") && name.size() > kPrefix + kId + 1 && name[kPrefix + kId] == '_')
        return "extension_" + name.substr(kPrefix + kId + 1);
    return name;
}

// "int64" of a user flow attribute, "LargeInteger" of an extension property.
std::string_view attribute_type(std::string_view graph_type)
{
    if (equals_ignoring_case(graph_type, "boolean"))
        return "boolean";
    return to_lower(graph_type).find("int") == std::string::npos ? "string" : "integer";
}

class Declarer {
public:
    Declarer(B2cTenant const& tenant, MigrationWishes const& wishes)
        : tenant_(tenant)
        , wishes_(wishes)
    {
    }
    Migration declare();

private:
    void line(std::string const& text) { migration_.declaration += text + "\n"; }
    void setting(std::string const& name, std::string const& value) { line(name + " = " + value); }
    void note(std::string text) { migration_.notes.push_back(std::move(text)); }

    void declare_tenant();
    void declare_old_directory();
    void name_apps();
    void declare_app(json::Object const& app);
    void declare_addresses(json::Object const& app);
    void declare_exposed(json::Object const& app);
    void declare_permissions(json::Object const& app, std::string const& key);
    std::string permission(
        json::Object const& app, json::Object const& resource, json::Object const& access, std::string const& key);
    bool has_consent(json::Object const& app, std::string const& resource, std::string const& scope) const;
    bool has_role(json::Object const& app, std::string const& role_id) const;
    void declare_attributes();
    void declare_connectors();
    void declare_provider(json::Object const& provider);
    void declare_variables();
    void declare_flow(B2cFlow const& flow);
    void declare_collected(B2cFlow const& flow);
    void declare_languages(B2cFlow const& flow);
    void note_policies();

    B2cTenant const& tenant_;
    MigrationWishes const& wishes_;
    Migration migration_;
    std::map<std::string, std::string> keys_; // by client id: how the file names an app
    std::map<std::string, std::string> providers_; // by Graph's id: how the file names an identity provider
    std::vector<std::string> variables_; // secrets to fill in
};

void Declarer::declare_tenant()
{
    line("# The tenant " + tenant_.domain
        + " as Microsoft Graph told of it. MIGRATION.md says what did not come along.");
    line("");
    line("[tenant]");
    setting("id", quote(tenant_.id));
    setting("domain", quote(tenant_.domain));
    setting("display_name", quote(tenant_.display_name));
    if (auto const* app = find_extensions_app(tenant_))
        setting("extensions_app", quote(text_of(*app, "appId")));
}

void Declarer::declare_old_directory()
{
    std::string const name = tenant_.domain.substr(0, tenant_.domain.find('.'));
    if (wishes_.password_flow.empty() || wishes_.password_client.empty()) {
        note("Passwords stay behind: Graph does not give them out. With a resource owner flow in the old tenant and an "
             "app that may use it, run this again with --password-flow and --password-client, and each person's "
             "password is taken over at the next sign-in; without, everybody has to reset theirs.");
        return;
    }
    line("");
    line("# Asked once for each person's password. Take it away when everybody has come.");
    line("[old_directory]");
    setting("token_endpoint",
        quote("https://" + name + ".b2clogin.com/" + tenant_.domain + "/" + wishes_.password_flow
            + "/oauth2/v2.0/token"));
    setting("client_id", quote(wishes_.password_client));
}

// Names are not unique in B2C; here they name an app in the file.
void Declarer::name_apps()
{
    std::set<std::string> taken;
    for (json::Object const& app : tenant_.applications) {
        std::string const name = text_of(app, "displayName");
        std::string key = name;
        for (int number = 2; !taken.insert(to_lower(key)).second; ++number)
            key = name + " " + std::to_string(number);
        keys_[to_lower(text_of(app, "appId"))] = key;
    }
}

void Declarer::declare_addresses(json::Object const& app)
{
    struct Platform {
        std::string_view member;
        std::string_view kind;
    };
    constexpr Platform kPlatforms[] = { { "web", "web" }, { "spa", "spa" }, { "publicClient", "native" } };
    json::Object const* web = app.object("web");
    bool const has_secrets = app.array("passwordCredentials") && !app.array("passwordCredentials")->empty();
    std::string_view kind = app.boolean("isFallbackPublicClient").value_or(false) ? "native" : has_secrets ? "web" : "";
    for (Platform const& platform : kPlatforms) {
        auto const addresses = texts_of(app.object(platform.member), "redirectUris");
        if (addresses.empty())
            continue;
        if (kind.empty())
            kind = platform.kind;
        setting(kind == platform.kind ? "redirect_uris" : std::string(platform.kind) + "_redirect_uris",
            quote_all(addresses));
    }
    setting("kind", quote(kind.empty() ? "web" : kind));
    if (std::string const logout = web ? text_of(*web, "logoutUrl") : ""; !logout.empty())
        setting("front_channel_logout_uri", quote(logout));
    json::Object const* implicit = web ? web->object("implicitGrantSettings") : nullptr;
    std::vector<std::string> tokens;
    if (implicit && implicit->boolean("enableIdTokenIssuance").value_or(false))
        tokens.emplace_back("id_token");
    if (implicit && implicit->boolean("enableAccessTokenIssuance").value_or(false))
        tokens.emplace_back("token");
    if (!tokens.empty())
        setting("implicit", quote_all(tokens));
}

void Declarer::declare_exposed(json::Object const& app)
{
    auto const uris = texts_of(&app, "identifierUris");
    json::Object const* api = app.object("api");
    auto const scopes = objects_of(api ? api->array("oauth2PermissionScopes") : nullptr);
    auto const roles = objects_of(app.array("appRoles"));
    if (!uris.empty())
        setting("app_id_uri", quote(uris.front()));
    if (uris.size() > 1)
        note("App " + text_of(app, "displayName") + ": one App ID URI is kept, " + uris.front() + "; others were "
            + join({ uris.begin() + 1, uris.end() }, " "));
    if (uris.empty())
        return;
    auto const declare = [&](std::string const& name, std::vector<json::Object> const& all, char const* description) {
        if (all.empty())
            return;
        line(name + " = [");
        for (json::Object const& one : all)
            line("  { name = " + quote(text_of(one, "value")) + ", description = " + quote(text_of(one, description))
                + ", id = " + quote(text_of(one, "id")) + " },");
        line("]");
    };
    declare("scopes", scopes, "adminConsentDescription");
    declare("app_roles", roles, "description");
}

bool Declarer::has_consent(json::Object const& app, std::string const& resource, std::string const& scope) const
{
    auto const* client = find_by(tenant_.service_principals, "appId", text_of(app, "appId"));
    auto const* api = find_by(tenant_.service_principals, "appId", resource);
    if (!client || !api)
        return false;
    return std::ranges::any_of(tenant_.grants, [&](json::Object const& grant) {
        auto const scopes = split_words(text_of(grant, "scope"));
        return grant.text("clientId") == client->text("id") && grant.text("resourceId") == api->text("id")
            && grant.text("consentType") == "AllPrincipals" && std::ranges::find(scopes, scope) != scopes.end();
    });
}

bool Declarer::has_role(json::Object const& app, std::string const& role_id) const
{
    auto const* client = find_by(tenant_.service_principals, "appId", text_of(app, "appId"));
    auto const found = client ? tenant_.role_assignments.find(text_of(*client, "id")) : tenant_.role_assignments.end();
    return found != tenant_.role_assignments.end() && find_by(found->second, "appRoleId", role_id);
}

// One entry of `permissions`; "" when it means nothing here.
std::string Declarer::permission(
    json::Object const& app, json::Object const& resource, json::Object const& access, std::string const& key)
{
    std::string const resource_id = to_lower(text_of(resource, "resourceAppId"));
    std::string const id = text_of(access, "id");
    bool const is_role = equals_ignoring_case(text_of(access, "type"), "Role");
    bool const is_graph = resource_id == kDirectoryApiId;
    json::Object const* api = find_by(tenant_.applications, "appId", resource_id);
    json::Object const* exposed = nullptr;
    std::vector<json::Object> known;
    if (is_graph) {
        auto const* graph = find_by(tenant_.service_principals, "appId", resource_id);
        known = objects_of(graph && is_role ? graph->array("appRoles") : nullptr);
    } else if (api) {
        json::Object const* scopes = api->object("api");
        known = objects_of(is_role ? api->array("appRoles")
                : scopes           ? scopes->array("oauth2PermissionScopes")
                                   : nullptr);
    }
    exposed = find_by(known, "id", id);
    // openid and offline_access need no permission here.
    if (is_graph && !is_role)
        return "";
    std::string const name = exposed ? text_of(*exposed, "value") : "";
    auto const& roles = directory_api().roles;
    if (name.empty() || (is_graph && std::ranges::find(roles, name, &AppRole::name) == roles.end())) {
        note("App " + key + ": its permission " + (name.empty() ? id : name) + " of " + resource_id
            + " means nothing here.");
        return "";
    }
    bool const consent = is_role ? has_role(app, id) : has_consent(app, resource_id, name);
    return "  { app = " + quote(is_graph ? std::string(kDirectoryApiName) : keys_.at(resource_id)) + ", "
        + (is_role ? "role" : "scope") + " = " + quote(name) + (consent ? ", consent = true },\n" : " },\n");
}

void Declarer::declare_permissions(json::Object const& app, std::string const& key)
{
    std::string entries;
    for (json::Object const& resource : objects_of(app.array("requiredResourceAccess")))
        for (json::Object const& access : objects_of(resource.array("resourceAccess")))
            entries += permission(app, resource, access, key);
    if (!entries.empty())
        line("permissions = [\n" + entries + "]");
}

void Declarer::declare_app(json::Object const& app)
{
    std::string const key = keys_.at(to_lower(text_of(app, "appId")));
    // Its only purpose is the name of extension attributes, which the tenant's setting keeps.
    if (key.starts_with("b2c-extensions-app"))
        return;
    line("");
    line("[apps." + quote(key) + "]");
    setting("client_id", quote(to_lower(text_of(app, "appId"))));
    declare_addresses(app);
    declare_exposed(app);
    declare_permissions(app, key);
    for (json::Object const& secret : objects_of(app.array("passwordCredentials")))
        note("App " + key + ": the secret " + text_of(secret, "displayName") + " (" + text_of(secret, "hint")
            + "...) cannot be read. Set secret = true for a new one, and give it to the app.");
    if (!objects_of(app.array("keyCredentials")).empty())
        note("App " + key + ": it signs with a certificate; put it into keys = \"...\".");
}

// What no user flow attribute is, a custom policy has made.
void Declarer::declare_attributes()
{
    std::set<std::string, LessIgnoringCase> declared;
    auto const declare = [&](std::string const& name, std::string const& type, std::string const& label) {
        if (!declared.insert(name).second)
            return;
        line("");
        line("[attributes." + quote(name) + "]");
        setting("type", quote(attribute_type(type)));
        if (!label.empty())
            setting("label", quote(label));
    };
    for (json::Object const& attribute : tenant_.attributes)
        if (equals_ignoring_case(text_of(attribute, "userFlowAttributeType"), "custom"))
            declare(plain_extension(text_of(attribute, "id")), text_of(attribute, "dataType"),
                text_of(attribute, "displayName"));
    for (json::Object const& property : tenant_.extension_properties)
        declare(plain_extension(text_of(property, "name")), text_of(property, "dataType"), "");
}

void Declarer::declare_connectors()
{
    for (json::Object const& connector : tenant_.api_connectors) {
        std::string const id = text_of(connector, "id");
        json::Object const* way = connector.object("authenticationConfiguration");
        std::string const kind = way ? text_of(*way, "@odata.type") : "";
        line("");
        line("[api_connectors." + quote(id) + "] # " + replace_all(text_of(connector, "displayName"), "\n", " "));
        setting("url", quote(text_of(connector, "targetUrl")));
        setting("authentication", quote("none"));
        if (kind.find("basicAuthentication") != std::string::npos)
            note("API connector " + id + ": its password cannot be read. Set authentication = \"basic\" with user and "
                + "password; the user was " + text_of(*way, "username") + ".");
        else if (kind.find("ertificate") != std::string::npos)
            note("API connector " + id + ": its client certificate cannot be read. Set authentication = "
                + "\"client_certificate\" with one.");
    }
}

// Graph's kinds of social providers, and ours.
constexpr std::pair<std::string_view, std::string_view> kProviderKinds[] = {
    { "Amazon", "amazon" },
    { "Facebook", "facebook" },
    { "GitHub", "github" },
    { "Google", "google" },
    { "LinkedIn", "linkedin" },
    { "Microsoft", "microsoft" },
    { "Twitter", "twitter" },
};

std::string table_name(std::string_view text)
{
    std::string name;
    for (char const c : to_lower(text))
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    return name;
}

void Declarer::declare_provider(json::Object const& provider)
{
    std::string const id = text_of(provider, "id");
    std::string const type = text_of(provider, "@odata.type");
    std::string const graph_kind = text_of(provider, "identityProviderType");
    if (type.ends_with("builtInIdentityProvider") || id.starts_with("Email") || id.starts_with("Username"))
        return;
    auto const social = std::ranges::find_if(
        kProviderKinds, [&](auto const& kind) { return equals_ignoring_case(kind.first, graph_kind); });
    bool const is_oidc = type.ends_with("openIdConnectIdentityProvider");
    if (social == std::end(kProviderKinds) && !is_oidc) {
        note("Identity provider " + id
            + ": its kind is not declared by this tool; docs/identity_providers.md says how.");
        return;
    }
    std::string const name = is_oidc ? table_name(text_of(provider, "displayName")) : std::string(social->second);
    providers_[id] = name;
    variables_.push_back(table_name(name) + "_secret");
    line("");
    line("[identity_providers." + quote(name) + "]");
    setting("kind", quote(is_oidc ? "openid_connect" : name));
    setting("display_name", quote(text_of(provider, "displayName")));
    setting("client_id", quote(text_of(provider, "clientId")));
    setting("client_secret", "\"${" + variables_.back() + "}\"");
    if (is_oidc) {
        setting("metadata", quote(text_of(provider, "metadataUrl")));
        for (auto const& [theirs, ours] : { std::pair{ "scope", "scope" }, std::pair{ "responseType", "response_type" },
                 std::pair{ "responseMode", "response_mode" }, std::pair{ "domainHint", "domain_hint" } })
            if (std::string const value = text_of(provider, theirs); !value.empty())
                setting(ours, quote(value));
        std::string claims;
        json::Object const* mapping = provider.object("claimsMapping");
        for (auto const& [theirs, ours] : { std::pair{ "userId", "user_id" },
                 std::pair{ "displayName", "display_name" }, std::pair{ "givenName", "given_name" },
                 std::pair{ "surname", "surname" }, std::pair{ "email", "email" } })
            if (std::string const value = mapping ? text_of(*mapping, theirs) : ""; !value.empty())
                claims += (claims.empty() ? "" : ", ") + std::string(ours) + " = " + quote(value);
        if (!claims.empty())
            setting("claims", "{ " + claims + " }");
    }
    note("Identity provider " + name + ": its secret cannot be read. Fill in " + variables_.back()
        + " under [variables], keep the provider's app, and register this server's redirect address there.");
}

void Declarer::declare_variables()
{
    if (variables_.empty())
        return;
    line("");
    line("[variables]");
    for (std::string const& variable : variables_)
        setting(variable, quote("fill in"));
}

void Declarer::declare_collected(B2cFlow const& flow)
{
    std::vector<std::string> collect;
    std::vector<std::string> claims;
    std::string settings;
    for (json::Object const& assignment : flow.attributes) {
        json::Object const* attribute = assignment.object("userAttribute");
        std::string id = attribute ? text_of(*attribute, "id") : text_of(assignment, "id");
        std::string const name = plain_extension(id);
        if (equals_ignoring_case(name, "email"))
            continue;
        collect.push_back(name);
        claims.push_back(name);
        settings += "\n[flows." + quote(text_of(flow.fields, "id")) + ".attributes." + quote(name)
            + "]\nrequired = " + (assignment.boolean("isOptional").value_or(false) ? "false" : "true") + "\n";
        if (std::string const label = text_of(assignment, "displayName"); !label.empty())
            settings += "label = " + quote(label) + "\n";
        if (auto const values = objects_of(assignment.array("userAttributeValues")); !values.empty()) {
            std::string options;
            for (json::Object const& value : values)
                options += (options.empty() ? "" : ", ") + quote(text_of(value, "value")) + " = "
                    + quote(text_of(value, "name"));
            std::string const type = to_lower(text_of(assignment, "userInputType"));
            settings += std::string("input = ")
                + (type == "radiosingleselect"          ? "\"radio\""
                        : type == "checkboxmultiselect" ? "\"multi_select\""
                                                        : "\"dropdown\"")
                + "\noptions = { " + options + " }\n";
        }
    }
    claims.emplace_back("emails");
    claims.emplace_back("objectId");
    setting("collect", quote_all(collect));
    setting("claims", quote_all(claims));
    migration_.declaration += settings;
}

void Declarer::declare_languages(B2cFlow const& flow)
{
    auto const known = policy::page_languages();
    for (json::Object const& language : flow.languages) {
        std::string const code = to_lower(text_of(language, "id"));
        if (!language.boolean("isEnabled").value_or(false) || std::ranges::find(known, code) == known.end())
            continue;
        auto const own = flow.texts.find(code);
        if (own == flow.texts.end() && (code == "en" || code == "de"))
            continue;
        line("\n[flows." + quote(text_of(flow.fields, "id")) + ".languages." + quote(code) + ".strings]");
        if (own != flow.texts.end())
            for (json::Object const& text : own->second)
                setting(quote(text_of(text, "ElementType") + "/" + text_of(text, "ElementId") + "/"
                            + text_of(text, "StringId")),
                    quote(text_of(text, "Value")));
    }
}

void Declarer::declare_flow(B2cFlow const& flow)
{
    std::string const id = text_of(flow.fields, "id");
    std::string const type = to_lower(text_of(flow.fields, "userFlowType"));
    line("");
    line("[flows." + quote(id) + "]");
    setting("type",
        quote(type == "profileupdate"     ? "profile_edit"
                : type == "passwordreset" ? "password_reset"
                : type == "resourceowner" ? "resource_owner"
                : type == "signup"        ? "sign_up"
                : type == "signin"        ? "sign_in"
                                          : "sign_up_or_sign_in"));
    std::string connectors;
    for (auto const& [step, key] : { std::pair{ "postFederationSignup", "after_federation" },
             std::pair{ "postAttributeCollection", "before_creating_user" } })
        if (auto const found = flow.connectors.find(step); found != flow.connectors.end())
            connectors += (connectors.empty() ? "" : ", ") + std::string(key) + " = " + quote(found->second);
    if (!connectors.empty())
        setting("api_connectors", "{ " + connectors + " }");
    std::vector<std::string> providers;
    for (std::string const& provider : flow.identity_providers)
        if (auto const known = providers_.find(provider); known != providers_.end())
            providers.push_back(known->second);
        else if (!provider.starts_with("Email") && !provider.starts_with("Username"))
            note("Flow " + id + ": people sign in through " + provider + ", which is not declared.");
    if (!providers.empty())
        setting("identity_providers", quote_all(providers));
    declare_collected(flow);
    declare_languages(flow);
    note("Flow " + id
        + ": Graph does not tell its application claims, second factor, lifetimes, password rules and page "
        + "layouts. The claims are those it collects, with emails and objectId; compare the rest with the portal.");
}

void Declarer::note_policies()
{
    if (!tenant_.policies.empty())
        note(std::to_string(tenant_.policies.size())
            + " custom policies are in policies/: `gatehouse policy check` tells "
            + "what is amiss, `gatehouse policy push` stores them.");
    for (json::Object const& set : tenant_.key_sets)
        note("Policy key " + text_of(set, "id") + ": keys cannot be read. Declare [policy_keys." + text_of(set, "id")
            + "] with its secret, or make a new one.");
    for (std::string const& what : tenant_.unreadable)
        note("Not readable: " + what);
    note("Signing keys are new: apps that keep the old keys read them again by themselves, within a day as a rule. "
         "Sessions and refresh tokens of the old tenant end: people sign in once more.");
    note("Authenticator apps and passkeys stay behind: Graph does not give their secrets out.");
}

Migration Declarer::declare()
{
    declare_tenant();
    declare_old_directory();
    name_apps();
    for (json::Object const& app : tenant_.applications)
        declare_app(app);
    declare_attributes();
    declare_connectors();
    for (json::Object const& provider : tenant_.identity_providers)
        declare_provider(provider);
    for (B2cFlow const& flow : tenant_.flows)
        declare_flow(flow);
    declare_variables();
    note_policies();
    return std::move(migration_);
}

} // namespace

Migration declare_tenant(B2cTenant const& tenant, MigrationWishes const& wishes)
{
    return Declarer(tenant, wishes).declare();
}

} // namespace gatehouse::app
