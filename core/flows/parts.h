// What flows are put together from: attributes, identity providers and API connectors. Secrets are policy keys and are
// never read back. Flows have a copy of each part, so changing one writes the flows that use it again. Errors are as
// with flows.
#pragma once

#include "core/flows/change.h"
#include "core/policies/secrets.h"
#include "core/policy/user_flow.h"
#include "libs/base/random.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gatehouse::flows {

// A custom attribute. B2C: a user flow attribute; the directory knows it by the same name.
struct Attribute {
    std::string id; // "extension_loyaltyNumber"
    std::string description = {};
    policy::AttributeSettings settings = {}; // what flows say of it unless they say something else

    bool operator==(Attribute const&) const = default;
};

struct BuiltInAttribute {
    std::string_view id; // "city"
    std::string_view graph_id; // B2C's spelling in the directory API: "City"
    std::string_view title; // "City"
    std::string_view description;
    bool collectable; // otherwise it is only returned
};
std::span<BuiltInAttribute const> built_in_attributes();

// Whether the attribute is asked for by a choice, which there must be then.
bool needs_options(policy::AttributeSettings const& settings);

// Under the name that B2C gives a provider of the kind: "Google-OAUTH", "Apple-Managed-OIDC", "OIDC-V1-{name}-{guid}".
policy::IdentityProvider fresh_provider(policy::ProviderKind kind, std::string_view display_name, Random& random);

struct Connector {
    policy::ApiConnector connector; // its name is the id
    std::string display_name = {};

    bool operator==(Connector const&) const = default;
};

// By part: "User", "Password", "Token", "Key" or "Certificate". What is not here stays as it is.
using ConnectorSecrets = std::map<std::string, PolicySecret, std::less<>>;

// The "Certificate" that a PKCS #12 file holds, with its key; the file comes as base64.
Result<PolicySecret> read_certificate(std::string_view pkcs12, std::string_view password);

// By their exact names.
bool uses_attribute(policy::UserFlow const& flow, std::string_view id);
bool uses_provider(policy::UserFlow const& flow, std::string_view name);
bool uses_connector(policy::UserFlow const& flow, std::string_view name);

Result<std::vector<Attribute>> list_attributes(Ports& ports, TenantId const& tenant);
Result<std::vector<policy::IdentityProvider>> list_providers(Ports& ports, TenantId const& tenant);
Result<std::vector<Connector>> list_connectors(Ports& ports, TenantId const& tenant);

// In any case.
Result<std::optional<Attribute>> find_attribute(Ports& ports, TenantId const& tenant, std::string const& id);
Result<std::optional<policy::IdentityProvider>> find_provider(
    Ports& ports, TenantId const& tenant, std::string const& name);
Result<std::optional<Connector>> find_connector(Ports& ports, TenantId const& tenant, std::string const& name);

// An attribute keeps its type: people have values of it.
Result<Saved> save_attribute(Ports& ports, Change const& change, Attribute const& attribute);
// Without a secret the one that is there stays; there must be one, unless the provider needs none.
Result<Saved> save_provider(Ports& ports, Change const& change, policy::IdentityProvider const& provider,
    std::optional<PolicySecret> const& secret);
Result<Saved> save_connector(
    Ports& ports, Change const& change, Connector const& connector, ConnectorSecrets const& secrets);

// False when there is none; Fault::Conflict names the flows that use it.
Result<bool> remove_attribute(Ports& ports, Change const& change, std::string const& id);
Result<bool> remove_provider(Ports& ports, Change const& change, std::string const& name);
Result<bool> remove_connector(Ports& ports, Change const& change, std::string const& name);

} // namespace gatehouse::flows
