// A person as Microsoft Graph shows and takes one. Facts: directory.md §1.4, §1.5.
#pragma once

#include "core/directory/users.h"
#include "core/flows/extensions.h"
#include "core/tenants/tenants.h"
#include "edges/graph/answer.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::graph {

enum class UserPropertyKind { Text, Collection };

// A property that is kept as an attribute of the same name.
struct UserProperty {
    std::string_view name;
    size_t longest = 0; // code points, of the text or of each item
    UserPropertyKind kind = UserPropertyKind::Text;
};
// Null when there is no such property.
UserProperty const* find_user_property(std::string_view name);

// "extension_<32 hex digits>_Points" -> "extension_Points". Nothing when it is not the tenant's.
std::optional<std::string> extension_attribute(Tenant const& tenant, std::string_view name);

std::string user_principal_name(User const& user, Tenant const& tenant);
// The id in a user principal name of this tenant's, or what was given.
UserId user_id_of(std::string_view id_or_name, Tenant const& tenant);

// Every property that has a value here; secrets never.
json::Object write_user(User const& user, Tenant const& tenant);
// What is shown without $select on /v1.0, and every property there is.
std::vector<std::string> const& default_user_properties();
std::vector<std::string> const& all_user_properties();

struct UserChanges {
    std::vector<std::pair<std::string, std::optional<ClaimValue>>> attributes; // nothing: removed
    std::optional<bool> enabled;
    std::optional<std::vector<Identity>> identities; // all of them, but for the user principal name
    std::optional<Password> password;
    std::optional<bool> must_change_password;
    std::vector<std::string> properties; // what was named, for the audit
};
// The extension attributes that a body is about, by their short names.
std::set<std::string, LessIgnoringCase> named_extensions(json::Object const& body, Tenant const& tenant);
// Reads the body of a POST or PATCH. `extensions`: those of them that there are.
Answer<UserChanges> read_user_changes(
    json::Object const& body, Tenant const& tenant, flows::Extensions const& extensions);

} // namespace gatehouse::graph
