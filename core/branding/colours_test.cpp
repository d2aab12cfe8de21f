#include "core/branding/colours.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Colours, AreSixHexadecimalDigits)
{
    EXPECT_EQ(parse_colour("#1F5fbf"), (Colour{ 0x1f, 0x5f, 0xbf }));
    EXPECT_EQ(colour_text({ 0x1f, 0x5f, 0xbf }), "#1f5fbf");
    for (std::string_view const wrong : { "", "#", "1f5fbf", "#1f5fb", "#1f5fbff", "#1f5fbg", "red", "#12345;" })
        EXPECT_FALSE(parse_colour(wrong)) << wrong;
}

TEST(Colours, ContrastIsThatOfWcag)
{
    EXPECT_NEAR(contrast({ 0, 0, 0 }, { 255, 255, 255 }), 21, 0.001);
    EXPECT_NEAR(contrast({ 255, 255, 255 }, { 0, 0, 0 }), 21, 0.001);
    EXPECT_NEAR(contrast({ 0x77, 0x77, 0x77 }, { 255, 255, 255 }), 4.48, 0.01);
}

TEST(Colours, EveryColourIsMadeReadableOnEveryGround)
{
    for (int red = 0; red <= 255; red += 51)
        for (int green = 0; green <= 255; green += 51)
            for (int blue = 0; blue <= 255; blue += 51) {
                Colour const colour{ red, green, blue };
                for (Colour const ground : { Colour{ 255, 255, 255 }, Colour{ 0x1a, 0x21, 0x2c } }) {
                    EXPECT_GE(contrast(readable_on(colour, ground), ground), 4.5) << colour_text(colour);
                }
                EXPECT_GE(contrast(ink_on(colour), colour), 4.0) << colour_text(colour);
            }
}

TEST(Colours, WhatIsReadableStaysAsItIs)
{
    Colour const blue{ 0x1f, 0x5f, 0xbf };
    EXPECT_EQ(readable_on(blue, { 255, 255, 255 }), blue);
}

} // namespace
} // namespace gatehouse
