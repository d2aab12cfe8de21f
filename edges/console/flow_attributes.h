// What a user flow may ask people for and put into tokens.
#pragma once

#include "core/flows/parts.h"
#include "edges/console/parts.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::console {

struct FlowAttribute {
    std::string id; // "city", "extension_loyaltyNumber"
    std::string title;
    bool collectable = true; // otherwise it is only returned
};
// The built-in ones, those of the tenant's own, and what else the flow names.
Answer<std::vector<FlowAttribute>> known_attributes(Ports& ports, Visit const& visit, policy::UserFlow const& flow);
// As people know it.
std::string title_of(std::vector<FlowAttribute> const& known, std::string const& id);

// "Drop-down list".
std::string control_title(std::optional<policy::InputControl> control);

// A box without words beside it, in a table: `words` are for those who do not see the table.
html::Safe cell_box(std::string_view name, std::string_view value, std::string_view words, bool checked);

} // namespace gatehouse::console
