// Small things that both halves of the library share.
#pragma once

#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/relying_party/refusal.h"

#include <gatehouse/error.h>
#include <gatehouse/ports.h>

#include <string>

namespace gatehouse::auth {

std::unexpected<AuthError> auth_fail(ErrorCode code, std::string message, std::string correlation_id = {});
// A B2C code wins over OAuth's `error`, because B2C sends access_denied for several different things.
AuthError error_of(relying_party::Refusal const& refusal, std::string correlation_id);

// Fills null members with the defaults.
Ports with_defaults(Ports ports);

inline gatehouse::Time house_time(Time time)
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(time);
}

// The house's random functions over the program's source of chance.
class RandomAdapter final : public gatehouse::Random {
public:
    explicit RandomAdapter(auth::Random& random)
        : random_(random)
    {
    }
    void fill(std::span<unsigned char> out) override { random_.fill(out); }

private:
    auth::Random& random_;
};

} // namespace gatehouse::auth
