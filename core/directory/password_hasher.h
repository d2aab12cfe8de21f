// The slow part of a sign-in, behind an interface, so that its callers need not know where it runs.
#pragma once

#include "core/directory/users.h"
#include "core/tenants/tenants.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/crypto/password_hash.h"

#include <string>

namespace gatehouse {

// Argon2 on its bounded pool. Fault::Unavailable when its queue is full: the edge answers 429 with Retry-After.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    virtual Result<std::string> hash(Password const& password, crypto::HashCost cost) = 0;
    virtual Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost)
        = 0;
    // Whether the tenant's old directory takes the password of somebody who is kElsewhere. Fault::Unavailable when it
    // gives no clear answer.
    virtual Result<bool> check_elsewhere(Tenant const&, User const&, Password const&)
    {
        return fail(Fault::Unavailable, "there is nobody here who asks an old directory");
    }
};

} // namespace gatehouse
