// The parts of tenant.toml that become user flows: [flows.NAME], and what they name: [attributes.NAME] and
// [api_connectors.NAME]. [identity_providers.NAME] are in tenant_providers.h.
#pragma once

#include "core/policies/secrets.h"
#include "core/policy/user_flow.h"
#include "libs/toml/section.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::app {

struct DeclaredConnector {
    policy::ApiConnector connector;
    // What its policies name in CryptographicKeys, by StorageReferenceId.
    std::vector<std::pair<std::string, PolicySecret>> secrets;
};

// Replaces ${variable} in the text of a key.
using Expand = std::function<std::string(std::string const& text, toml::Section& section, std::string_view key)>;

DeclaredConnector read_connector(std::string const& name, toml::Section section, Expand const& expand);

struct DeclaredProvider {
    policy::IdentityProvider provider;
    std::optional<PolicySecret> secret = {}; // nothing for a provider that needs none
};

// KEY = "the secret" or KEY_file = "the file that holds it".
PolicySecret read_secret(toml::Section& section, std::string const& key, Expand const& expand);

// [policy_keys.NAME]: what technical profiles name in CryptographicKeys, by StorageReferenceId.
struct DeclaredPolicyKey {
    std::string name;
    PolicySecret secret;
};
DeclaredPolicyKey read_policy_key(std::string const& name, toml::Section section, Expand const& expand);

// [attributes.extension_NAME]: custom attributes, which flows may collect and return.
using DeclaredAttributes = std::map<std::string, policy::AttributeSettings>;
DeclaredAttributes read_declared_attributes(toml::Section& root);

// What a flow may name.
struct FlowSurroundings {
    std::vector<DeclaredConnector> const& connectors;
    std::vector<DeclaredProvider> const& providers;
    DeclaredAttributes const& attributes;
    Expand const& expand;
    // What is allowed and has no effect.
    std::vector<toml::Problem>& warnings;
};
policy::UserFlow read_flow(std::string const& name, toml::Section section, FlowSurroundings const& tenant);

} // namespace gatehouse::app
