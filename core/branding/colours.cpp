#include "core/branding/colours.h"

#include "libs/base/encoding.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace gatehouse {
namespace {

constexpr double kReadable = 4.5;
constexpr Colour kWhite{ 255, 255, 255 };
constexpr Colour kInk{ 0x10, 0x15, 0x1d };

double linear(int channel)
{
    double const share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(Colour const& colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

int mix_channel(int one, int other, double share)
{
    return static_cast<int>(std::lround(one + (other - one) * share));
}

} // namespace

std::optional<Colour> parse_colour(std::string_view text)
{
    if (text.size() != 7 || text[0] != '#')
        return std::nullopt;
    auto const bytes = hex_decode(text.substr(1));
    if (!bytes)
        return std::nullopt;
    auto const channel = [&](size_t i) { return static_cast<int>(static_cast<unsigned char>((*bytes)[i])); };
    return Colour{ channel(0), channel(1), channel(2) };
}

std::string colour_text(Colour const& colour)
{
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(colour.red & 0xff),
        static_cast<unsigned>(colour.green & 0xff), static_cast<unsigned>(colour.blue & 0xff));
    return text;
}

double contrast(Colour const& one, Colour const& other)
{
    double const first = luminance(one);
    double const second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Colour mix(Colour const& one, Colour const& other, double share)
{
    return { mix_channel(one.red, other.red, share), mix_channel(one.green, other.green, share),
        mix_channel(one.blue, other.blue, share) };
}

Colour readable_on(Colour const& colour, Colour const& ground)
{
    constexpr double kStep = 0.05;
    Colour const towards = ink_on(ground);
    for (double share = 0; share < 1; share += kStep)
        if (Colour const mixed = mix(colour, towards, share); contrast(mixed, ground) >= kReadable)
            return mixed;
    return towards;
}

Colour ink_on(Colour const& ground)
{
    return contrast(kWhite, ground) >= contrast(kInk, ground) ? kWhite : kInk;
}

} // namespace gatehouse
