// Chance in the sizes that puzzles need. Private to core/captcha.
#pragma once

#include "libs/base/random.h"

#include <string>
#include <string_view>

namespace gatehouse::captcha {

class Dice {
public:
    explicit Dice(Random& random)
        : random_(random)
    {
    }
    // Each character equally likely: what is left over of a byte is thrown away.
    std::string text(std::string_view characters, size_t length)
    {
        size_t const usable = 256 - 256 % characters.size();
        std::string out;
        while (out.size() < length)
            if (unsigned const byte = next(); byte < usable)
                out += characters[byte % characters.size()];
        return out;
    }
    double between(double least, double most) { return least + (most - least) * (next() * 256.0 + next()) / 65535.0; }
    unsigned next()
    {
        if (at_ == sizeof(bytes_)) {
            random_.fill(bytes_);
            at_ = 0;
        }
        return bytes_[at_++];
    }

private:
    Random& random_;
    unsigned char bytes_[4096] = {};
    size_t at_ = sizeof(bytes_);
};

} // namespace gatehouse::captcha
