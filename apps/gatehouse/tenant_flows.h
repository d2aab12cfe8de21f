// The parts of tenant.toml that become user flows: [flows.NAME], and [api_connectors.NAME] that they name.
#pragma once

#include "core/policies/secrets.h"
#include "core/policy/user_flow.h"
#include "libs/toml/section.h"

#include <functional>
#include <map>
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
    DeclaredAttributes const& attributes;
    Expand const& expand;
    // What is allowed and has no effect.
    std::vector<toml::Problem>& warnings;
};
policy::UserFlow read_flow(std::string const& name, toml::Section section, FlowSurroundings const& tenant);

} // namespace gatehouse::app
