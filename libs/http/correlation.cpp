#include "libs/http/correlation.h"

#include "libs/base/random.h"

#include <array>
#include <chrono>
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
    // ordered_guid() would do, but this runs for each request and it takes ten times as long.
    constexpr std::string_view kDigits = "0123456789abcdef";
    thread_local BufferedRandom random;
    Bytes bytes = random.next();
    // The time in front: audit events are found by this name, and those of one time shall lie together in the index.
    auto milliseconds
        = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count();
    for (size_t i = 6; i-- > 0; milliseconds >>= 8)
        bytes[i] = static_cast<unsigned char>(milliseconds & 0xff);
    // RFC 9562 §5.7: version 7, variant 10.
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x70);
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
