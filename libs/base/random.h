// Chance comes from a Random that tests can script.
#pragma once

#include "libs/base/time.h"

#include <cstddef>
#include <span>
#include <string>

namespace gatehouse {

class Random {
public:
    virtual ~Random() = default;
    // Fills with unpredictable bytes; ends the program when the system has none to give.
    virtual void fill(std::span<unsigned char> out) = 0;
};

class SystemRandom final : public Random {
public:
    void fill(std::span<unsigned char> out) override;
};

std::string random_bytes(Random& random, size_t count);
// base64url of `bytes` random bytes: 32 bytes give 43 characters.
std::string random_token(Random& random, size_t bytes = 32);
// Random UUID in lower case with dashes. RFC 9562 §5.4.
std::string random_guid(Random& random);
// The same with the millisecond in front, so that those made together lie together in an index: for names that need not
// be secret. RFC 9562 §5.7.
std::string ordered_guid(Random& random, Time now);
// `count` decimal digits, each equally likely.
std::string random_digits(Random& random, size_t count);

} // namespace gatehouse
