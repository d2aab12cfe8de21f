#include "core/directory/totp.h"

#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/crypto/digest.h"
#include "libs/url/url.h"

namespace gatehouse {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kDrift = 1;

} // namespace

std::string totp_code(std::string_view secret, std::int64_t step)
{
    std::string counter;
    for (int shift = 56; shift >= 0; shift -= 8)
        counter.push_back(static_cast<char>(step >> shift & 0xff));
    std::string const mac = crypto::hmac_sha1(secret, counter);
    // RFC 4226 §5.3: the last four bits say where the four bytes of the number begin.
    size_t const offset = static_cast<unsigned char>(mac.back()) & 0x0fU;
    std::uint32_t number = 0;
    for (size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(mac[offset + i]);
    std::string const digits = std::to_string((number & 0x7fffffffU) % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Time now, std::int64_t last_step)
{
    std::int64_t const present = unix_seconds(now) / kStepSeconds;
    std::optional<std::int64_t> found;
    // All of them, so that the time does not tell how near a guess was.
    for (std::int64_t step = present - kDrift; step <= present + kDrift; ++step)
        if (constant_time_equal(totp_code(secret, step), code) && step > last_step)
            found = step;
    return found;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret)
{
    return "otpauth://totp/" + url::encode(issuer) + ":" + url::encode(account) + "?secret=" + base32_encode(secret)
        + "&issuer=" + url::encode(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

} // namespace gatehouse
