// Many people at once, out of a file.
#pragma once

#include "apps/gatehouse/people_file.h"
#include "core/directory/password_hasher.h"
#include "core/ports/ports.h"
#include "libs/base/random.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace gatehouse::app {

struct ImportReport {
    size_t created = 0;
    size_t already = 0; // somebody of that id, or with the same names, is there: from an import that was interrupted
    size_t refused = 0;
    std::map<std::string, size_t> ignored; // properties that nobody here has, and in how many rows
};

struct ImportWishes {
    bool dry_run = false; // says what would happen, and writes nothing
    // What is wrong with a row. Never holds a password.
    std::function<void(PersonRow const&, std::string const& why)> refused = [](auto const&, auto const&) { };
    // Called after each transaction.
    std::function<void(ImportReport const&)> progress = [](auto const&) { };
};

// A thousand people a transaction, so that what was written before an interruption is there and the rest can follow.
// Ids and names stay as they are; local names become the tenant's. A row may carry `passwordHash` (foreign_hash.h),
// or a password, which takes as long as a sign-in: they are hashed in parallel, and of newcomers only.
Result<ImportReport> import_people(Store& store, Tenant const& tenant, PasswordHasher& hasher, PeopleFile& file,
    ImportWishes const& wishes, Clock const& clock, Random& random);

// What Graph shows under /authentication, as attributes of B2C's own: in a file they stand beside the others.
inline constexpr std::string_view kFactorProperties[]
    = { "strongAuthenticationPhoneNumber", "strongAuthenticationEmailAddress" };

} // namespace gatehouse::app
