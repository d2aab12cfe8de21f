// Characters as strokes that lean, swell and run into each other, crossed by lines of the same thickness.
#include "core/captcha/puzzles.h"

#include "core/captcha/png.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace gatehouse::captcha {
namespace {

constexpr int kWidth = 300;
constexpr int kHeight = 100;

struct Point {
    double x = 0;
    double y = 0;
};

struct Glyph {
    char letter;
    std::string_view strokes; // lines of points "xy" on a grid of 5 by 7, the origin at the top left
};
constexpr auto kGlyphs = std::to_array<Glyph>({
    { 'A', "06 20 46;14 34" },
    { 'C', "41 30 10 01 05 16 36 45" },
    { 'E', "40 00 06 46;03 33" },
    { 'H', "00 06;40 46;03 43" },
    { 'J', "40 45 36 16 05" },
    { 'K', "00 06;40 03 46" },
    { 'M', "06 00 23 40 46" },
    { 'N', "06 00 46 40" },
    { 'P', "06 00 30 41 42 33 03" },
    { 'R', "06 00 30 41 42 33 03;23 46" },
    { 'T', "00 40;20 26" },
    { 'W', "00 16 23 36 40" },
    { 'X', "00 46;40 06" },
    { 'Y', "00 23 40;23 26" },
    { '3', "01 10 30 41 42 33 44 45 36 16 05;23 33" },
    { '4', "36 30 04 44" },
    { '7', "00 40 16" },
});

// Two waves across the whole picture.
class Waves {
public:
    explicit Waves(Dice& dice)
        : height_{ dice.between(2, 5), dice.between(2, 5) }
        , length_{ dice.between(25, 45), dice.between(35, 70) }
        , start_{ dice.between(0, 6), dice.between(0, 6) }
    {
    }
    Point apply(Point p) const
    {
        return { p.x + height_[0] * std::sin(p.y / length_[0] * 3 + start_[0]),
            p.y + height_[1] * std::sin(p.x / length_[1] * 3 + start_[1]) };
    }

private:
    double height_[2];
    double length_[2];
    double start_[2];
};

class Canvas {
public:
    void line(Point from, Point to, double thickness)
    {
        int const pad = static_cast<int>(thickness) + 2;
        auto const low = [&](double a, double b) { return std::max(0, static_cast<int>(std::min(a, b)) - pad); };
        auto const high
            = [&](double a, double b, int most) { return std::min(most, static_cast<int>(std::max(a, b)) + pad); };
        for (int y = low(from.y, to.y); y < high(from.y, to.y, kHeight); ++y)
            for (int x = low(from.x, to.x); x < high(from.x, to.x, kWidth); ++x) {
                double const cover = std::clamp(thickness + 0.5 - distance({ x + 0.5, y + 0.5 }, from, to), 0.0, 1.0);
                double& pixel = ink_[static_cast<size_t>(y * kWidth + x)];
                pixel = std::max(pixel, cover);
            }
    }
    // Ink on uneven paper, one byte a pixel, in sixteen greys.
    std::string greys(Dice& dice) const
    {
        double const tilt = dice.between(-25, 25);
        std::string out;
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                double const paper = 225 + tilt * (2.0 * x / kWidth - 1) + dice.between(-22, 22);
                double const ink = ink_[static_cast<size_t>(y * kWidth + x)];
                double const grey = paper + (45 + dice.between(-20, 20) - paper) * ink;
                out += static_cast<char>(static_cast<unsigned char>(std::clamp(grey, 0.0, 255.0) / 17 + 0.5));
            }
        return out;
    }

private:
    static double distance(Point p, Point a, Point b)
    {
        double const dx = b.x - a.x;
        double const dy = b.y - a.y;
        double const square = dx * dx + dy * dy;
        double const t = square == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0);
        return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
    }
    std::vector<double> ink_ = std::vector<double>(static_cast<size_t>(kWidth) * kHeight);
};

// In short pieces, for the waves to bend.
void bent_line(Canvas& canvas, Waves const& waves, Point from, Point to, double thickness)
{
    int const pieces = 1 + static_cast<int>(std::hypot(to.x - from.x, to.y - from.y)) / 6;
    auto const at = [&](int i) {
        double const t = static_cast<double>(i) / pieces;
        return waves.apply({ from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) });
    };
    for (int i = 0; i < pieces; ++i)
        canvas.line(at(i), at(i + 1), thickness);
}

void draw_letter(Canvas& canvas, Waves const& waves, char letter, Point center, Dice& dice)
{
    double const angle = dice.between(-0.28, 0.28);
    double const shear = dice.between(-0.2, 0.2);
    double const wide = dice.between(7.2, 9.2);
    double const tall = dice.between(7.5, 9.5);
    double const thickness = dice.between(1.6, 2.6);
    auto const place = [&](double x, double y) {
        double const u = (x - 2 + shear * (3 - y)) * wide;
        double const v = (y - 3) * tall;
        return Point{ center.x + u * std::cos(angle) - v * std::sin(angle),
            center.y + u * std::sin(angle) + v * std::cos(angle) };
    };
    auto const glyph = std::ranges::find(kGlyphs, letter, &Glyph::letter);
    for (std::string const& stroke : split(glyph->strokes, ';')) {
        std::vector<Point> points;
        for (std::string const& pair : split(stroke, ' '))
            points.push_back(
                place(pair[0] - '0' + dice.between(-0.15, 0.15), pair[1] - '0' + dice.between(-0.15, 0.15)));
        for (size_t i = 1; i < points.size(); ++i)
            bent_line(canvas, waves, points[i - 1], points[i], thickness);
    }
}

} // namespace

std::string draw_letters(std::string_view letters, Dice& dice)
{
    Canvas canvas;
    Waves const waves(dice);
    double const step = static_cast<double>(kWidth - 50) / static_cast<double>(letters.size());
    double x = 25 + step / 2;
    for (char const letter : letters) {
        draw_letter(canvas, waves, letter, { x + dice.between(-4, 4), kHeight / 2.0 + dice.between(-8, 8) }, dice);
        x += step;
    }
    for (int i = 0; i < 2; ++i)
        bent_line(canvas, Waves(dice), { -5, dice.between(15, kHeight - 15) },
            { kWidth + 5.0, dice.between(15, kHeight - 15) }, dice.between(0.8, 1.6));
    return png(canvas.greys(dice), kWidth, kHeight);
}

} // namespace gatehouse::captcha
