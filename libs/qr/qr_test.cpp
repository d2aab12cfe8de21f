#include "libs/qr/qr.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace gatehouse::qr {
namespace {

constexpr int kQuietZone = 4;
// The smallest code, version 1.
constexpr int kWidth = 21;

using Grid = std::vector<std::vector<bool>>;

// Paints the dark path of the SVG, as a browser would.
Grid paint(std::string const& image)
{
    int size = 0;
    std::sscanf(image.c_str() + image.find("viewBox"), "viewBox=\"0 0 %d", &size);
    Grid grid(static_cast<size_t>(size), std::vector<bool>(static_cast<size_t>(size), false));
    std::string const path = image.substr(image.find("fill=\"#000\""));
    for (size_t at = path.find('M'); at != std::string::npos; at = path.find('M', at + 1)) {
        int x = 0;
        int y = 0;
        int length = 0;
        EXPECT_EQ(std::sscanf(path.c_str() + at, "M%d %dh%dv1h-", &x, &y, &length), 3);
        for (int i = 0; i < length; ++i)
            grid.at(static_cast<size_t>(y)).at(static_cast<size_t>(x + i)) = true;
    }
    return grid;
}

// Reads version 1 codes, byte mode only, without correcting errors. ISO/IEC 18004 §7.
class Reader {
public:
    explicit Reader(Grid const& grid)
        : grid_(grid)
    {
    }

    bool dark(int x, int y) const
    {
        return grid_[static_cast<size_t>(y + kQuietZone)][static_cast<size_t>(x + kQuietZone)];
    }

    // Level in the two high bits (M is 0), mask in the three below.
    int format() const
    {
        int bits = 0;
        for (int x : { 0, 1, 2, 3, 4, 5, 7, 8 })
            bits = bits * 2 + dark(x, 8);
        for (int y : { 7, 5, 4, 3, 2, 1, 0 })
            bits = bits * 2 + dark(8, y);
        return (bits ^ 0x5412) >> 10;
    }

    std::string text() const
    {
        std::vector<bool> const bits = data_bits();
        auto const number = [&bits](size_t from, size_t count) {
            int value = 0;
            for (size_t i = from; i < from + count; ++i)
                value = value * 2 + bits.at(i);
            return value;
        };
        EXPECT_EQ(number(0, 4), 4) << "not byte mode";
        std::string out;
        for (int i = 0; i < number(4, 8); ++i)
            out.push_back(static_cast<char>(number(12 + 8 * static_cast<size_t>(i), 8)));
        return out;
    }

private:
    static bool is_function(int x, int y)
    {
        return (x < 9 && y < 9) || (x > 12 && y < 9) || (x < 9 && y > 12) || x == 6 || y == 6;
    }
    bool is_masked(int x, int y) const
    {
        switch (format() & 7) {
        case 0:
            return (x + y) % 2 == 0;
        case 1:
            return y % 2 == 0;
        case 2:
            return x % 3 == 0;
        case 3:
            return (x + y) % 3 == 0;
        case 4:
            return (x / 3 + y / 2) % 2 == 0;
        case 5:
            return x * y % 2 + x * y % 3 == 0;
        case 6:
            return (x * y % 2 + x * y % 3) % 2 == 0;
        default:
            return ((x + y) % 2 + x * y % 3) % 2 == 0;
        }
    }
    // Two columns at a time from the right, up and down in turn, past the timing column.
    std::vector<bool> data_bits() const
    {
        std::vector<bool> bits;
        bool upwards = true;
        for (int right = kWidth - 1; right > 0; right -= 2, upwards = !upwards) {
            if (right == 6)
                right = 5;
            for (int step = 0; step < kWidth; ++step) {
                int const y = upwards ? kWidth - 1 - step : step;
                for (int x : { right, right - 1 }) {
                    if (!is_function(x, y))
                        bits.push_back(dark(x, y) != is_masked(x, y));
                }
            }
        }
        return bits;
    }

    Grid const& grid_;
};

TEST(Qr, TheCodeReadsBack)
{
    for (std::string const& text : { std::string("otpauth://a"),
             std::string("Gr\xc3\xbc\xc3\x9f"
                         "e"),
             std::string("12345678901234"), std::string("A") }) {
        Grid const grid = paint(svg(text).value());
        ASSERT_EQ(grid.size(), static_cast<size_t>(kWidth + 2 * kQuietZone));
        EXPECT_EQ(Reader(grid).text(), text);
    }
}

TEST(Qr, ErrorCorrectionIsM)
{
    Grid const grid = paint(svg("otpauth://a").value());
    EXPECT_EQ(Reader(grid).format() >> 3, 0);
}

TEST(Qr, TheQuietZoneIsWhite)
{
    Grid const grid = paint(svg(std::string(100, 'x')).value());
    for (size_t i = 0; i < grid.size(); ++i) {
        for (size_t edge : { size_t{ 0 }, size_t{ 3 }, grid.size() - 4, grid.size() - 1 })
            EXPECT_FALSE(grid[i][edge] || grid[edge][i]);
    }
    EXPECT_TRUE(grid[4][4]);
}

TEST(Qr, TheImageIsBlackOnWhiteInEveryTheme)
{
    std::string const image = svg("x").value();
    EXPECT_TRUE(image.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\""));
    EXPECT_TRUE(image.contains("fill=\"#fff\""));
    EXPECT_FALSE(image.contains("currentColor"));
    EXPECT_TRUE(image.ends_with("</svg>"));
}

TEST(Qr, TheTextDoesNotReachTheMarkup)
{
    EXPECT_FALSE(svg("\"><script>").value().contains("script"));
}

TEST(Qr, TextThatDoesNotFitIsRefused)
{
    EXPECT_TRUE(svg(std::string(2331, 'x')));
    EXPECT_EQ(svg(std::string(2332, 'x')).error().fault, Fault::Invalid);
    EXPECT_EQ(svg("").error().fault, Fault::Invalid);
    EXPECT_EQ(svg(std::string_view("a\0b", 3)).error().fault, Fault::Invalid);
}

} // namespace
} // namespace gatehouse::qr
