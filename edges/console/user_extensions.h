// The extension attributes of a person on a form: each with the control of its type, and read back by it.
#pragma once

#include "core/flows/extensions.h"
#include "edges/console/parts.h"
#include "edges/console/visit.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::console {

struct UserExtension {
    std::string id; // "extension_loyaltyNumber", which is the name of its field
    flows::ExtensionType type = flows::ExtensionType::Text;
    std::string value = {}; // as its control has it; "" when the person has none
};
// Those that people of the tenant can have, and what the person has besides.
Result<std::vector<UserExtension>> list_user_extensions(Ports& ports, TenantId const& tenant, User const& user);

// With what was typed, when the form has it.
html::Safe extension_field(Visit const& visit, UserExtension const& extension, std::string error);

// What the form makes of it. An empty field takes the value away.
struct ExtensionEntry {
    bool is_new = false; // what nobody touched is neither judged nor written
    std::optional<ClaimValue> value = {};
    std::string error = {}; // says what the value may be
};
ExtensionEntry read_extension_field(Visit const& visit, UserExtension const& extension);

} // namespace gatehouse::console
