// Name and password: the one place where a password is checked, so that no way in goes round the lock-out (attack-26).
#pragma once

#include "core/directory/password_hasher.h"
#include "core/directory/users.h"
#include "core/tenants/tenants.h"
#include "core/transaction/store.h"

#include <optional>
#include <string>

namespace gatehouse {

struct SignInOutcome {
    enum class Kind {
        Ok,
        WrongPassword, // to a stranger the same as UnknownUser; told apart for the audit only
        UnknownUser, // nobody of that name, or a person without password
        Locked, // the password was not looked at
        Disabled, // the password was right
        MustChangePassword, // the password was right
    };
    Kind kind = Kind::UnknownUser;
    std::optional<User> user; // for all but an unknown name; may be signed in for Ok only
    bool rehash = false; // Ok: the stored hash is of another cost than the tenant's; hash again and save
    bool locked_now = false; // WrongPassword: this attempt locked the account
    Time locked_until; // when Locked or locked_now
    int failures_before = 0; // Ok: wrong passwords since the last right one
};

// Takes as long for an unknown name as for a wrong password (attack-29). Uses two small transactions of its own; call
// it outside of any other. Fault::Unavailable when the hasher is full (attack-69): the attempt then does not count.
Result<SignInOutcome> sign_in(Store& store, PasswordHasher& hasher, Tenant const& tenant, std::string const& name,
    Password const& password, Time now);

// The same for somebody who was found already; nobody takes as long as somebody.
Result<SignInOutcome> verify_password(Store& store, PasswordHasher& hasher, Tenant const& tenant,
    std::optional<User> user, Password const& password, Time now);

} // namespace gatehouse
