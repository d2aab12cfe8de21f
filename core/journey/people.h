// Users as one call sees them: the database, and over it what this call has not written yet.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

Result<std::optional<User>> find_user(Run& run, UserId const& id);
// By one kind of sign-in name, or, with nothing, by any.
Result<std::optional<User>> find_user_by_name(Run& run, std::optional<SignInKind> const& kind, std::string const& name);

// By who they are at an identity provider.
Result<std::optional<User>> find_user_by_identity(Run& run, Identity const& identity);

void add_user(Run& run, User user);
void change_user(Run& run, User user);
void remove_user(Run& run, User user);

} // namespace gatehouse::journey
