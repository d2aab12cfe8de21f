// Argon2id in the PHC string form "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". RFC 9106; defaults as OWASP advises.
#pragma once

#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

struct HashCost {
    std::uint32_t memory_kib = 19'456;
    std::uint32_t passes = 2;
    friend bool operator==(HashCost, HashCost) = default;
};

// Hashes with a fresh salt. Takes tens of milliseconds and `memory_kib`: call it on the hash pool only.
Result<std::string> hash_password(Password const& password, HashCost cost, Random& random);

struct PasswordCheck {
    bool matches = false;
    // The PHC string of the password offered, under the stored salt and cost. Kept after a failure, so that the same
    // wrong password again is not counted as another guess, at no extra work.
    std::string offered;
    // The stored hash is of another cost than `wanted`: hash again at this sign-in.
    bool outdated = false;
};
// Also of other products' hashes (foreign_hash.h). Fault::Invalid when `stored` is none of these or asks for more than
// 1 GiB or 32 passes, Fault::Unavailable when there is no memory.
Result<PasswordCheck> check_password(Password const& password, std::string_view stored, HashCost wanted);

} // namespace gatehouse::crypto
