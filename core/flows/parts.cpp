#include "core/flows/parts.h"

#include "core/flows/rewrite.h"
#include "core/policies/key_sets.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/signing_key.h"

#include <algorithm>
#include <array>

namespace gatehouse::flows {
namespace {

constexpr auto kBuiltIn = std::to_array<BuiltInAttribute>({
    { "city", "City", "City", "The city in which the user is located.", true },
    { "country", "Country", "Country/Region", "The country/region in which the user is located.", true },
    { "displayName", "DisplayName", "Display Name", "Display Name of the User.", true },
    { "emails", "emails", "Email Addresses", "Email addresses of the user.", false },
    { "givenName", "GivenName", "Given Name", "The user's given name (also known as first name).", true },
    { "identityProvider", "identityProvider", "Identity Provider",
        "The identity provider that the user signed in with.", false },
    { "identityProviderAccessToken", "identityProviderAccessToken", "Identity Provider Access Token",
        "The access token that the identity provider gave.", false },
    { "jobTitle", "JobTitle", "Job Title", "The user's job title.", true },
    { "newUser", "newUser", "User is new", "True, if the user has just signed-up for your application.", false },
    { "objectId", "objectId", "User's Object ID", "Object identifier (ID) of the user object in the directory.",
        false },
    { "postalCode", "PostalCode", "Postal Code", "The postal code of the user's address.", true },
    { "state", "State", "State/Province", "The state or province in user's address.", true },
    { "streetAddress", "StreetAddress", "Street Address", "The street address where the user is located.", true },
    { "surname", "Surname", "Surname", "The user's surname (also known as family name or last name).", true },
});

enum class Secrets { None, New };

json::Object document(Attribute const& attribute)
{
    return { { "description", attribute.description }, { "settings", policy::to_json(attribute.settings) } };
}
json::Object document(Connector const& connector)
{
    return { { "displayName", connector.display_name }, { "connector", policy::to_json(connector.connector) } };
}

Result<Attribute> read_attribute(FlowPart const& part, json::Object const& object)
{
    json::Object const* settings = object.object("settings");
    return Attribute{ part.id, object.text("description").value_or(""),
        TRY(policy::attribute_from_json(settings ? *settings : json::Object())) };
}
Result<Connector> read_connector(FlowPart const&, json::Object const& object)
{
    json::Object const* connector = object.object("connector");
    return Connector{ TRY(policy::connector_from_json(connector ? *connector : json::Object())),
        object.text("displayName").value_or("") };
}
Result<policy::IdentityProvider> read_provider(FlowPart const&, json::Object const& object)
{
    return policy::provider_from_json(object);
}

template <class T>
using Read = Result<T> (*)(FlowPart const&, json::Object const&);

template <class T>
Result<T> read_part(FlowPart const& part, Read<T> read)
{
    auto const object = json::parse_object(part.document);
    if (!object)
        return fail(Fault::Internal, "the part " + part.id + " cannot be read: " + object.error().detail);
    return read(part, *object);
}

template <class T>
Result<std::vector<T>> list_parts(Ports& ports, TenantId const& tenant, FlowPartKind kind, Read<T> read)
{
    std::vector<T> all;
    for (FlowPart const& part : TRY(ports.flow_parts.list(tenant, kind)))
        all.push_back(TRY(read_part<T>(part, read)));
    return all;
}

template <class T>
Result<std::optional<T>> find_part(
    Ports& ports, TenantId const& tenant, FlowPartKind kind, std::string const& id, Read<T> read)
{
    auto const part = TRY(ports.flow_parts.find(tenant, kind, id));
    if (!part)
        return std::optional<T>();
    return std::optional<T>(TRY(read_part<T>(*part, read)));
}

std::string word(FlowPartKind kind)
{
    switch (kind) {
    case FlowPartKind::Attribute:
        return "attribute";
    case FlowPartKind::IdentityProvider:
        return "identityProvider";
    case FlowPartKind::ApiConnector:
        return "apiConnector";
    case FlowPartKind::Branding:
        break;
    }
    return "branding";
}

// What is told of the flows comes after what is told of the part.
Result<Saved> save_part(Ports& ports, Change const& change, FlowPart part, Secrets secrets)
{
    part.changed = change.acting.now;
    auto const before = TRY(ports.flow_parts.find(change.tenant.id, part.kind, part.id));
    if (before && before->document == part.document && secrets == Secrets::None)
        return Saved::Unchanged;
    TRY(ports.flow_parts.save(change.tenant.id, part));
    TRY(record(ports, change, AuditKind::FlowPartSaved,
        { { word(part.kind), part.id }, { "new", !before.has_value() }, { "secret", secrets == Secrets::New } }));
    return before ? Saved::Changed : Saved::Created;
}

struct Removal {
    FlowPartKind kind;
    std::string id;
    std::string_view what; // "identity provider"
    Uses uses;
    std::vector<std::string> keys; // policy keys that go with it
};

Result<bool> remove_part(Ports& ports, Change const& change, Removal const& removal)
{
    std::string const users = TRY(users_of(ports, change.tenant.id, removal.uses));
    if (!users.empty())
        return fail(Fault::Conflict,
            "The " + std::string(removal.what) + " \"" + removal.id + "\" is used by " + users
                + ": take it out of there first.");
    TRY(ports.flow_parts.remove(change.tenant.id, removal.kind, removal.id));
    for (std::string const& key : removal.keys)
        TRY(ports.policy_secrets.remove_set(change.tenant.id, key));
    TRY(record(ports, change, AuditKind::FlowPartDeleted, { { word(removal.kind), removal.id } }));
    return true;
}

template <class Flow>
auto connectors_of(Flow& flow)
{
    return std::array{ &flow.after_federation, &flow.before_creating_user, &flow.before_token };
}

// For those who look at each flow.
Uses uses(bool (*has)(policy::UserFlow const&, std::string_view), std::string const& name)
{
    return [=](policy::UserFlow const& flow) { return has(flow, name); };
}

// What the flow had from the attribute follows it; what the flow says by itself stays.
void follow(
    policy::AttributeSettings& own, policy::AttributeSettings const& before, policy::AttributeSettings const& now)
{
    own.type = now.type;
    if (own.control == before.control)
        own.control = now.control;
    if (own.label == before.label)
        own.label = now.label;
    if (own.help == before.help)
        own.help = now.help;
    if (own.options == before.options)
        own.options = now.options;
}

constexpr auto kSecretParts = std::to_array<std::string_view>({ "User", "Password", "Token", "Key", "Certificate" });

// What another way of authentication needed.
Result<void> drop_other_secrets(Ports& ports, TenantId const& tenant, policy::ApiConnector const& connector)
{
    auto const needed = policy::secret_parts(connector);
    for (std::string_view const part : kSecretParts)
        if (std::ranges::find(needed, part) == needed.end())
            TRY(ports.policy_secrets.remove_set(tenant, policy::secret_name(connector, part)));
    return {};
}

Result<void> check_secret_is_there(
    Ports& ports, TenantId const& tenant, std::string const& name, std::string_view what, std::string_view part)
{
    if (TRY(ports.policy_secrets.find(tenant, name)))
        return {};
    return fail(Fault::Invalid, std::string(what) + " needs a secret: " + std::string(part) + " is missing.");
}

// The letters and digits of a name, for an id.
std::string plain_part(std::string_view text)
{
    std::string plain;
    for (char const c : text)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            plain += c;
    return plain.substr(0, 40);
}

// Apple: the secret is a key that signs client secrets with ES256.
Result<void> check_secret(policy::IdentityProvider const& provider, PolicySecret const& secret)
{
    if (provider.kind != policy::ProviderKind::Apple)
        return {};
    auto const key = crypto::SigningKey::load_pem(secret.reveal());
    if (key && key->algorithm() == crypto::Algorithm::Es256)
        return {};
    return fail(Fault::Invalid,
        "The key is no private key for ES256: give the text of the .p8 file from Apple, with its first and last line.");
}

} // namespace

bool needs_options(policy::AttributeSettings const& settings)
{
    using enum policy::InputControl;
    return settings.control == Dropdown || settings.control == Radio || settings.control == MultiSelect;
}

std::span<BuiltInAttribute const> built_in_attributes()
{
    return kBuiltIn;
}

policy::IdentityProvider fresh_provider(policy::ProviderKind kind, std::string_view display_name, Random& random)
{
    policy::IdentityProvider provider;
    provider.kind = kind;
    provider.display_name = std::string(display_name);
    if (kind == policy::ProviderKind::Apple)
        provider.name = "Apple-Managed-OIDC";
    else if (policy::has_metadata(kind))
        provider.name = "OIDC-V1-" + plain_part(display_name) + "-" + random_guid(random);
    else
        provider.name = std::string(policy::info_of(kind).graph_type) + "-OAUTH";
    // Which of an organization's people it is: Entra's `sub` differs from app to app.
    if (kind == policy::ProviderKind::Entra)
        provider.claims.user_id = "oid";
    return provider;
}

Result<PolicySecret> read_certificate(std::string_view pkcs12, std::string_view password)
{
    auto const file = base64_decode(pkcs12);
    if (!file || file->empty())
        return fail(Fault::Invalid, "The certificate is no base64: give the PKCS #12 file (.pfx, .p12) as base64.");
    auto certificate = read_pkcs12(*file, password);
    if (!certificate)
        return fail(Fault::Invalid, certificate.error().detail);
    return certificate;
}

bool uses_attribute(policy::UserFlow const& flow, std::string_view id)
{
    return std::ranges::find(flow.collect, id) != flow.collect.end()
        || std::ranges::find(flow.claims, id) != flow.claims.end();
}

bool uses_provider(policy::UserFlow const& flow, std::string_view name)
{
    return std::ranges::find(flow.identity_providers, name, &policy::IdentityProvider::name)
        != flow.identity_providers.end();
}

bool uses_connector(policy::UserFlow const& flow, std::string_view name)
{
    return std::ranges::any_of(connectors_of(flow), [&](auto const* one) { return *one && (*one)->name == name; });
}

Result<bool> save_secret(Ports& ports, TenantId const& tenant, std::string const& name, std::string_view secret)
{
    auto const before = TRY(ports.policy_secrets.find(tenant, name));
    if (before && before->equals(secret))
        return false;
    TRY(ports.policy_secrets.save(tenant, name, PolicySecret(std::string(secret))));
    return true;
}

Result<std::vector<Attribute>> list_attributes(Ports& ports, TenantId const& tenant)
{
    return list_parts<Attribute>(ports, tenant, FlowPartKind::Attribute, read_attribute);
}

Result<std::vector<policy::IdentityProvider>> list_providers(Ports& ports, TenantId const& tenant)
{
    return list_parts<policy::IdentityProvider>(ports, tenant, FlowPartKind::IdentityProvider, read_provider);
}

Result<std::vector<Connector>> list_connectors(Ports& ports, TenantId const& tenant)
{
    return list_parts<Connector>(ports, tenant, FlowPartKind::ApiConnector, read_connector);
}

Result<std::optional<Attribute>> find_attribute(Ports& ports, TenantId const& tenant, std::string const& id)
{
    return find_part<Attribute>(ports, tenant, FlowPartKind::Attribute, id, read_attribute);
}

Result<std::optional<policy::IdentityProvider>> find_provider(
    Ports& ports, TenantId const& tenant, std::string const& name)
{
    return find_part<policy::IdentityProvider>(ports, tenant, FlowPartKind::IdentityProvider, name, read_provider);
}

Result<std::optional<Connector>> find_connector(Ports& ports, TenantId const& tenant, std::string const& name)
{
    return find_part<Connector>(ports, tenant, FlowPartKind::ApiConnector, name, read_connector);
}

Result<Saved> save_attribute(Ports& ports, Change const& change, Attribute const& attribute)
{
    if (!policy::is_custom_attribute(attribute.id))
        return fail(Fault::Invalid, "The name of a custom attribute is extension_ and letters, digits or \"_\".");
    // What cannot be read again is not stored.
    TRY(policy::attribute_from_json(policy::to_json(attribute.settings)));
    auto const before = TRY(find_attribute(ports, change.tenant.id, attribute.id));
    if (before && before->settings.type != attribute.settings.type)
        return fail(Fault::Invalid,
            "The type of " + attribute.id
                + " cannot be changed, since people have values of it: remove it and make another.");
    if (before && before->id != attribute.id)
        return fail(Fault::Conflict, "There is an attribute " + before->id + " already: choose another name.");
    Saved const saved = TRY(save_part(ports, change,
        { FlowPartKind::Attribute, attribute.id, json::write(document(attribute)), change.acting.now }, Secrets::None));
    if (saved == Saved::Changed)
        TRY(rewrite(ports, change, uses(uses_attribute, attribute.id), [&](policy::UserFlow& flow) {
            follow(flow.attributes[attribute.id], before->settings, attribute.settings);
        }));
    return saved;
}

Result<Saved> save_provider(Ports& ports, Change const& change, policy::IdentityProvider const& provider,
    std::optional<PolicySecret> const& secret)
{
    policy::IdentityProvider const checked = TRY(policy::provider_from_json(policy::to_json(provider)));
    std::string const key = policy::secret_name(provider);
    if (secret)
        TRY(check_secret(provider, *secret));
    Secrets const secrets
        = secret && TRY(save_secret(ports, change.tenant.id, key, secret->reveal())) ? Secrets::New : Secrets::None;
    if (provider.response_type == "code")
        TRY(check_secret_is_there(
            ports, change.tenant.id, key, "The identity provider \"" + provider.name + "\"", "the client secret"));
    Saved const saved = TRY(save_part(ports, change,
        { FlowPartKind::IdentityProvider, provider.name, json::write(policy::to_json(checked)), change.acting.now },
        secrets));
    if (saved == Saved::Changed)
        TRY(rewrite(ports, change, uses(uses_provider, provider.name), [&](policy::UserFlow& flow) {
            *std::ranges::find(flow.identity_providers, provider.name, &policy::IdentityProvider::name) = checked;
        }));
    return saved;
}

Result<Saved> save_connector(
    Ports& ports, Change const& change, Connector const& connector, ConnectorSecrets const& secrets)
{
    TRY(policy::connector_from_json(policy::to_json(connector.connector)));
    TRY(drop_other_secrets(ports, change.tenant.id, connector.connector));
    Secrets changed = Secrets::None;
    for (auto const& [part, secret] : secrets)
        if (TRY(save_secret(ports, change.tenant.id, policy::secret_name(connector.connector, part), secret.reveal())))
            changed = Secrets::New;
    for (std::string_view const part : policy::secret_parts(connector.connector))
        TRY(check_secret_is_there(ports, change.tenant.id, policy::secret_name(connector.connector, part),
            "The API connector \"" + connector.connector.name + "\"", part));
    Saved const saved = TRY(save_part(ports, change,
        { FlowPartKind::ApiConnector, connector.connector.name, json::write(document(connector)), change.acting.now },
        changed));
    if (saved == Saved::Changed)
        TRY(rewrite(ports, change, uses(uses_connector, connector.connector.name), [&](policy::UserFlow& flow) {
            for (auto* one : connectors_of(flow))
                if (*one && (*one)->name == connector.connector.name)
                    *one = connector.connector;
        }));
    return saved;
}

Result<bool> remove_attribute(Ports& ports, Change const& change, std::string const& id)
{
    auto const found = TRY(find_attribute(ports, change.tenant.id, id));
    if (!found)
        return false;
    return remove_part(
        ports, change, { FlowPartKind::Attribute, found->id, "attribute", uses(uses_attribute, found->id), {} });
}

Result<bool> remove_provider(Ports& ports, Change const& change, std::string const& name)
{
    auto const found = TRY(find_provider(ports, change.tenant.id, name));
    if (!found)
        return false;
    return remove_part(ports, change,
        { FlowPartKind::IdentityProvider, found->name, "identity provider", uses(uses_provider, found->name),
            { policy::secret_name(*found) } });
}

Result<bool> remove_connector(Ports& ports, Change const& change, std::string const& name)
{
    auto const found = TRY(find_connector(ports, change.tenant.id, name));
    if (!found)
        return false;
    policy::ApiConnector const& connector = found->connector;
    std::vector<std::string> keys;
    for (std::string_view const part : policy::secret_parts(connector))
        keys.push_back(policy::secret_name(connector, part));
    return remove_part(ports, change,
        { FlowPartKind::ApiConnector, connector.name, "API connector", uses(uses_connector, connector.name), keys });
}

} // namespace gatehouse::flows
