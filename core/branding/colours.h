// Colours as sRGB. WCAG 2.2, "relative luminance" and "contrast ratio".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

struct Colour {
    int red = 0;
    int green = 0;
    int blue = 0;

    bool operator==(Colour const&) const = default;
};

// "#1f5fbf", in either case.
std::optional<Colour> parse_colour(std::string_view text);
std::string colour_text(Colour const& colour);

// 1 to 21.
double contrast(Colour const& one, Colour const& other);
// `share` of the second, 0 to 1.
Colour mix(Colour const& one, Colour const& other, double share);
// The colour, made darker or lighter as far as it takes to be read on the ground: 4.5 to 1.
Colour readable_on(Colour const& colour, Colour const& ground);
// Near black or white, whichever is read better.
Colour ink_on(Colour const& ground);

} // namespace gatehouse
