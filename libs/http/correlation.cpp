#include "libs/http/correlation.h"

#include "libs/base/random.h"

#include <array>
#include <string_view>

namespace gatehouse::http {
namespace {

using Bytes = std::array<unsigned char, 16>;

class BufferedRandom {
public:
    Bytes const& next()
    {
        if (used_ == kCount) {
            SystemRandom().fill({ bytes_[0].data(), sizeof bytes_ });
            used_ = 0;
        }
        return bytes_[used_++];
    }

private:
    static constexpr size_t kCount = 256;
    std::array<Bytes, kCount> bytes_{};
    size_t used_ = kCount;
};

} // namespace

std::string new_correlation_id()
{
    // random_guid() would do, but this runs for each request and it takes ten times as long.
    constexpr std::string_view kDigits = "0123456789abcdef";
    thread_local BufferedRandom random;
    Bytes bytes = random.next();
    // RFC 9562 §5.4: version 4, variant 10.
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string text(36, '-');
    char* to = text.data();
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ++to;
        *to++ = kDigits[bytes[i] >> 4];
        *to++ = kDigits[bytes[i] & 15];
    }
    return text;
}

} // namespace gatehouse::http
