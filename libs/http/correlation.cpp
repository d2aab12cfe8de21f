#include "libs/http/correlation.h"

#include "libs/base/random.h"

#include <array>

namespace gatehouse::http {
namespace {

class BufferedRandom final : public Random {
public:
    void fill(std::span<unsigned char> out) override
    {
        for (unsigned char& byte : out) {
            if (used_ == bytes_.size()) {
                SystemRandom().fill(bytes_);
                used_ = 0;
            }
            byte = bytes_[used_++];
        }
    }

private:
    std::array<unsigned char, 4096> bytes_{};
    size_t used_ = bytes_.size();
};

} // namespace

std::string new_correlation_id()
{
    thread_local BufferedRandom random;
    return random_guid(random);
}

} // namespace gatehouse::http
