// Codes and refresh tokens as a client holds them.
#pragma once

#include "libs/base/random.h"
#include "libs/base/time.h"

#include <string>
#include <string_view>

namespace gatehouse {

// Twelve hexadecimal digits for the millisecond it was made in, then 256 random bits. The time is no secret to its
// holder; it is there for the index: the digests of tokens that were made together lie together, where digests of
// random values alone would dirty a page of the database for each token.
std::string make_bearer(Random& random, Time now);

// What is stored: the same twelve digits, then the SHA-256 of the whole value. A value without them, as older versions
// made, is its SHA-256 alone.
std::string bearer_digest(std::string_view bearer);

} // namespace gatehouse
