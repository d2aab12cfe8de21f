#include "edges/console/plot.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr int kWidth = 300;
constexpr int kHeight = 110;
constexpr int kBase = 95; // where the bars stand
constexpr int kTop = 12;

// 1, 2 or 5 times a power of ten that is at least the value: where the scale ends.
std::int64_t scale_of(std::int64_t most)
{
    for (std::int64_t power = 1;; power *= 10)
        for (std::int64_t const step : { 1, 2, 5 })
            if (step * power >= most)
                return step * power;
}

html::Safe label(int x, int y, std::string_view anchor, std::string_view words)
{
    return html::fill("<text class=\"tick\" x=\"{{x}}\" y=\"{{y}}\" text-anchor=\"{{anchor}}\">{{words}}</text>",
        { { "x", std::to_string(x) }, { "y", std::to_string(y) }, { "anchor", anchor }, { "words", words } });
}

// In hundredths, so that no locale and no rounding plays a part.
std::string hundredths(std::int64_t value)
{
    std::string const rest = std::to_string(value % 100);
    return std::to_string(value / 100) + "." + (rest.size() == 1 ? "0" : "") + rest;
}

html::Safe bars_of(Plot const& plot, std::int64_t scale)
{
    html::Safe out;
    auto const count = static_cast<std::int64_t>(plot.bars.size());
    for (std::int64_t i = 0; i < count; ++i) {
        Bar const& bar = plot.bars[static_cast<size_t>(i)];
        std::int64_t const height = bar.value * 100 * (kBase - kTop) / scale;
        out += html::fill(
            "<rect class=\"bar{{tone}}\" x=\"{{x}}\" y=\"{{y}}\" width=\"{{width}}\" height=\"{{height}}\" "
            "rx=\"1\"><title>{{label}}: {{value}}</title></rect>",
            { { "tone", plot.tone == Tone::Bad ? " bad" : "" }, { "x", hundredths(i * 100 * kWidth / count + 100) },
                { "y", hundredths(kBase * 100 - height) }, { "width", hundredths(100 * kWidth / count - 150) },
                { "height", hundredths(height) }, { "label", bar.label }, { "value", std::to_string(bar.value) } });
    }
    return out;
}

} // namespace

html::Safe plot(Plot const& plot)
{
    std::int64_t sum = 0;
    Bar most;
    for (Bar const& bar : plot.bars) {
        sum += bar.value;
        if (bar.value > most.value)
            most = bar;
    }
    std::int64_t const scale = scale_of(std::max<std::int64_t>(most.value, 1));
    std::string const words = plot.title + ": " + std::to_string(sum) + " in all"
        + (sum == 0 ? "." : ", at most " + std::to_string(most.value) + " " + plot.unit + ", at " + most.label + ".");
    html::Safe const title = plot.address.empty() ? text(plot.title) : link(plot.address, plot.title);
    return html::fill(R"(<figure class="plot"><figcaption><span>{{title}}</span><span>{{sum}}</span></figcaption>
<svg viewBox="0 0 {{width}} {{height}}" role="img" aria-labelledby="{{id}}"><title id="{{id}}">{{words}}</title>
<line class="axis" x1="0" x2="{{width}}" y1="{{base}}" y2="{{base}}"/>{{bars}}{{scale}}{{first}}{{last}}</svg></figure>
)",
        { { "title", title }, { "sum", std::to_string(sum) }, { "width", std::to_string(kWidth) },
            { "height", std::to_string(kHeight) }, { "id", "plot-" + plot.id }, { "words", words },
            { "base", std::to_string(kBase) }, { "bars", bars_of(plot, scale) },
            { "scale", label(0, kTop - 3, "start", std::to_string(scale)) },
            { "first", label(0, kHeight - 3, "start", plot.bars.empty() ? "" : plot.bars.front().label) },
            { "last", label(kWidth, kHeight - 3, "end", plot.bars.empty() ? "" : plot.bars.back().label) } });
}

} // namespace gatehouse::console
