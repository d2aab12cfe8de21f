// A person's attributes under the partner names that policies use. Source: policy_language.md §3.3.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// "signInNames.emailAddress" and its kin.
std::optional<SignInType> sign_in_type_of(std::string_view partner);
// Everything a Read may hand out: never a hash or a secret.
Values attributes_of(User const& user, Tenant const& tenant);

enum class Overwrite { Yes, OnlyWhenEmpty };
// An empty text removes the attribute. Keys, identities and the password are not attributes and are left alone.
void set_attribute(User& user, std::string const& partner, ClaimValue const& value, Overwrite overwrite);
void clear_attribute(User& user, std::string const& partner);

} // namespace gatehouse::journey
