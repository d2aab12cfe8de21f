// A person as columns: what the files on users, on searching them and on deleted ones share. Internal to this folder.
#pragma once

#include "core/directory/identity.h"
#include "libs/sql/sql.h"
#include "store/sealer.h"

#include <set>

// In the order that take_user reads; `u` is users or deleted_users.
#define USER_COLUMNS                                                                                                   \
    "u.user_id, u.version, u.enabled, u.identities, u.attributes, u.password_hash, u.must_change_password, "           \
    "u.totp_secret, u.totp_last_step, u.created_at, u.tokens_valid_from, u.password_changed_at"

namespace gatehouse::store {

// Under which a person is found. All local types share the issuer "", so their names are one name space (attack-35).
struct Name {
    std::string issuer;
    std::string key;
    friend auto operator<=>(Name const&, Name const&) = default;
};
Name name_of(SignInType type, std::string const& issuer, std::string const& value);
std::set<Name> names_of(User const& user);
// Fault::Conflict when one is taken.
Result<void> add_names(sql::Connection& connection, TenantId const& tenant, User const& user);

std::string write_identities(std::vector<Identity> const& identities);
// displayName as it is searched and sorted by; "" for none.
std::string display_name_key(User const& user);
std::string write_attributes(CaseMap<ClaimValue> const& attributes);

// The secret is still sealed.
Result<User> take_user(sql::Row const& row);
Result<User> open_secrets(Sealer const& sealer, TenantId const& tenant, User user);

enum class UserState { Present = 0, SetAside = 1, Erased = 2 };
// From $1 on nobody needs to know of those who were erased. Its conditions are those of an index, word for word.
inline constexpr std::string_view kForgetErased
    = "update user_changes set forgotten_at = $1 where state = 2 and forgotten_at is null";
static_assert(static_cast<int>(UserState::Erased) == 2);
// The last change of a person, with the tenant's next number.
Result<void> record_change(sql::Connection& connection, TenantId const& tenant, UserId const& id, UserState state);

// With everything that is theirs, deleted before or not.
Result<void> remove_user(sql::Connection& connection, TenantId const& tenant, UserId const& id);

} // namespace gatehouse::store
