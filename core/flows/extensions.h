// Extension attributes: which of them people of a tenant can have, and what a value of each may be. The directory API
// and imports judge by this; what a policy writes is the policy's own. Facts: directory.md §1.5.
#pragma once

#include "core/model/claims.h"
#include "core/policies/policies.h"
#include "core/ports/ports.h"
#include "libs/base/text.h"

#include <set>
#include <string>
#include <string_view>

namespace gatehouse::flows {

enum class ExtensionType { Text, Texts, Boolean, Integer, LargeInteger, Moment };

// By "extension_loyaltyNumber", as it was declared.
using Extensions = CaseMap<ExtensionType>;

// The attributes that the tenant declares, and those that its custom policies keep. B2C: a custom policy makes the
// property when it first writes one.
Result<Extensions> list_extensions(Ports& ports, TenantId const& tenant);
// Those of the names that there are. The policies are looked at only for what the tenant does not declare.
Result<Extensions> find_extensions(
    Ports& ports, TenantId const& tenant, std::set<std::string, LessIgnoringCase> const& names);

// A value as the directory API takes it. Fault::Invalid with a sentence that says what it may be.
Result<ClaimValue> read_extension(ExtensionType type, json::Value const& value);
// The same from what a person typed, or a column of a file: "7", "true"; texts are one a line.
Result<ClaimValue> parse_extension(ExtensionType type, std::string_view text);
// What people read of it: "a whole number".
std::string_view words(ExtensionType type);

} // namespace gatehouse::flows
