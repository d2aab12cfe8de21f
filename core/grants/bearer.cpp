#include "core/grants/bearer.h"

#include "libs/crypto/digest.h"

#include <cstdio>

namespace gatehouse {
namespace {

constexpr size_t kTimeDigits = 12;
constexpr size_t kRandomCharacters = 43;

} // namespace

std::string make_bearer(Random& random, Time now)
{
    char time[kTimeDigits + 1];
    auto const milliseconds = static_cast<unsigned long long>(unix_micros(now) / 1000);
    std::snprintf(time, sizeof time, "%012llx", milliseconds & 0xffff'ffff'ffffULL);
    return time + random_token(random);
}

std::string bearer_digest(std::string_view bearer)
{
    std::string const digest = crypto::sha256_text(bearer);
    if (bearer.size() != kTimeDigits + kRandomCharacters)
        return digest;
    return std::string(bearer.substr(0, kTimeDigits)) + digest;
}

} // namespace gatehouse
