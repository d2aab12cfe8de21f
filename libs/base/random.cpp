#include "libs/base/random.h"

#include "libs/base/encoding.h"
#include "libs/base/result.h"

#include <sys/random.h>

namespace gatehouse {

void SystemRandom::fill(std::span<unsigned char> out)
{
    size_t done = 0;
    while (done < out.size()) {
        ssize_t const got = ::getrandom(out.data() + done, out.size() - done, 0);
        check(got > 0, "the system has no random numbers");
        done += static_cast<size_t>(got);
    }
}

std::string random_bytes(Random& random, size_t count)
{
    std::string bytes(count, '\0');
    random.fill({ reinterpret_cast<unsigned char*>(bytes.data()), bytes.size() });
    return bytes;
}

std::string random_token(Random& random, size_t bytes)
{
    return base64url_encode(random_bytes(random, bytes));
}

namespace {

std::string guid_text(std::string bytes, unsigned version)
{
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | static_cast<char>(version << 4));
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    std::string text = hex_encode(bytes);
    for (size_t at : { 8U, 13U, 18U, 23U })
        text.insert(at, "-");
    return text;
}

} // namespace

std::string random_guid(Random& random)
{
    return guid_text(random_bytes(random, 16), 4);
}

std::string ordered_guid(Random& random, Time now)
{
    std::string bytes = random_bytes(random, 16);
    std::int64_t milliseconds = unix_micros(now) / 1000;
    for (int i = 5; i >= 0; --i) {
        bytes[static_cast<size_t>(i)] = static_cast<char>(milliseconds & 0xff);
        milliseconds >>= 8;
    }
    return guid_text(std::move(bytes), 7);
}

std::string random_digits(Random& random, size_t count)
{
    std::string digits;
    while (digits.size() < count) {
        unsigned char byte = 0;
        random.fill({ &byte, 1 });
        // 250..255 would make the digits 0 to 5 likelier than the others.
        if (byte < 250)
            digits.push_back(static_cast<char>('0' + byte % 10));
    }
    return digits;
}

} // namespace gatehouse
