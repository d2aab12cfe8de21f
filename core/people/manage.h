// What those who run a tenant do to its people. Whatever takes something away from somebody ends what they were given,
// in the same transaction. Nothing here is on record by itself: the caller says who did it.
#pragma once

#include "core/directory/users.h"
#include "core/ports/ports.h"
#include "libs/base/secret.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

struct PersonChange {
    std::vector<std::pair<std::string, std::optional<ClaimValue>>> attributes = {}; // nothing: removed
    std::optional<bool> enabled = {};
    std::optional<std::vector<Identity>> identities = {}; // all of them
    std::string password_hash = {}; // "" leaves the old one
    std::optional<bool> must_change_password = {};
};

// B2C: 8 to 256 characters of three of the four kinds, unless the person's passwordPolicies say otherwise.
bool is_acceptable_password(std::string_view password, std::string const& password_policies);
// Sixteen characters that are acceptable and can be read out: for a password that has to be changed at once.
Password make_temporary_password(Random& random);

bool has_local_identity(std::vector<Identity> const& identities);
// The address of the person's own that mail goes to: where they sign in with one, else the first of otherMails; "".
std::string mail_address(User const& user);
// "displayName", as text; "" when there is none.
std::string attribute_text(User const& user, std::string_view name);

// Somebody as they are after it; what ends then is the caller's.
void apply(PersonChange const& change, Time now, User& user);
// The same, saved: `user` as it was read. Sessions and refresh tokens end when somebody is locked out, or their
// password or names are new. Fault::Conflict when somebody else has changed the person meanwhile, or a name is taken.
Result<void> change_person(Ports& ports, TenantId const& tenant, User user, PersonChange const& change, Time now);

enum class Factor { AuthenticatorApp, Phone, Email, RecoveryCodes };
std::string_view name(Factor factor); // "authenticator", as the audit has it
bool has_factor(User const& user, Factor factor); // of those that are kept with the person
// The next sign-in with a second factor sets up a new one.
Result<void> remove_factor(Ports& ports, TenantId const& tenant, User user, Factor factor);

// Kept for thirty days; roles, sessions and tokens end now.
Result<void> delete_person(Ports& ports, TenantId const& tenant, UserId const& user, Time now);

} // namespace gatehouse
