#include "edges/console/plot.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr int kWidth = 300;
constexpr int kHeight = 110;
constexpr int kBase = 95; // where the bars stand
constexpr int kTop = 16;

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

// "0.4 ms", "12 ms", "2.5 s".
std::string duration_text(std::int64_t micros)
{
    bool const seconds = micros >= 1'000'000;
    std::int64_t const unit = seconds ? 1'000'000 : 1000;
    std::int64_t const tenths = (micros * 10 + unit / 2) / unit;
    std::string const name = seconds ? " s" : " ms";
    if (tenths >= 100 || tenths % 10 == 0)
        return std::to_string((tenths + 5) / 10) + name;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + name;
}

// A path of level pieces, as wide as what a point stands for: one alone is seen, too. Where nothing was measured, a
// gap.
std::string curve_of(TimePlot const& plot, std::int64_t TimePoint::* value, std::int64_t scale)
{
    std::string path;
    bool drawing = false;
    auto const count = static_cast<std::int64_t>(plot.points.size());
    for (std::int64_t i = 0; i < count; ++i) {
        TimePoint const& point = plot.points[static_cast<size_t>(i)];
        if (point.count > 0)
            path += (drawing ? "L" : "M") + hundredths(i * 100 * kWidth / count) + " "
                + hundredths(kBase * 100 - point.*value * 100 * (kBase - kTop) / scale) + "h"
                + hundredths(100 * kWidth / count);
        drawing = point.count > 0;
    }
    return path;
}

struct Drawing {
    std::string id;
    html::Safe title;
    std::string figure; // beside the title
    std::string words; // all of it, for who does not see it
    std::string top; // the end of the scale
    std::string first;
    std::string last;
    html::Safe marks;
    html::Safe legend = {};
    html::Safe numbers;
};

html::Safe draw(Drawing const& drawing)
{
    return html::fill(R"(<figure class="plot"><figcaption><span>{{title}}</span><span>{{figure}}</span></figcaption>
<svg viewBox="0 0 {{width}} {{height}}" role="img" aria-labelledby="{{id}}"><title id="{{id}}">{{words}}</title>
<line class="axis" x1="0" x2="{{width}}" y1="{{base}}" y2="{{base}}"/>{{marks}}{{top}}{{first}}{{last}}</svg>
{{legend}}<details class="numbers"><summary>Numbers</summary>
{{numbers}}</details></figure>
)",
        { { "title", drawing.title }, { "figure", drawing.figure }, { "width", std::to_string(kWidth) },
            { "height", std::to_string(kHeight) }, { "id", "plot-" + drawing.id }, { "words", drawing.words },
            { "base", std::to_string(kBase) }, { "marks", drawing.marks },
            { "top", label(0, kTop - 3, "start", drawing.top) },
            { "first", label(0, kHeight - 3, "start", drawing.first) },
            { "last", label(kWidth, kHeight - 3, "end", drawing.last) }, { "legend", drawing.legend },
            { "numbers", drawing.numbers } });
}

html::Safe numbers_of(Plot const& plot)
{
    Table all{ .caption = plot.title, .columns = { "Time", "Number" } };
    for (Bar const& bar : plot.bars)
        all.rows.push_back({ text(bar.label), text(std::to_string(bar.value)) });
    return table(all);
}

html::Safe numbers_of(TimePlot const& plot)
{
    Table all{ .caption = plot.title + ": times within which they were answered",
        .columns = { "Time", "Requests", "Half", "95 of 100" } };
    all.empty = "No request in these 24 hours.";
    for (TimePoint const& point : plot.points)
        if (point.count > 0)
            all.rows.push_back({ text(point.label), text(std::to_string(point.count)),
                text(duration_text(point.median)), text(duration_text(point.slow)) });
    return table(all);
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
    return draw({ .id = plot.id,
        .title = plot.address.empty() ? text(plot.title) : link(plot.address, plot.title),
        .figure = std::to_string(sum),
        .words = plot.title + ": " + std::to_string(sum) + " in all"
            + (sum == 0 ? "."
                        : ", at most " + std::to_string(most.value) + " " + plot.unit + ", at " + most.label + "."),
        .top = std::to_string(scale),
        .first = plot.bars.empty() ? "" : plot.bars.front().label,
        .last = plot.bars.empty() ? "" : plot.bars.back().label,
        .marks = bars_of(plot, scale),
        .numbers = numbers_of(plot) });
}

html::Safe plot(TimePlot const& plot)
{
    std::int64_t requests = 0;
    TimePoint slowest;
    TimePoint latest;
    for (TimePoint const& point : plot.points) {
        requests += point.count;
        if (point.count > 0)
            latest = point;
        if (point.slow > slowest.slow)
            slowest = point;
    }
    std::int64_t const scale = scale_of(std::max<std::int64_t>(slowest.slow, 1000));
    std::string words = plot.title + ": no request.";
    if (requests > 0)
        words = plot.title + ": half of the requests within " + duration_text(latest.median) + " and 95 of 100 within "
            + duration_text(latest.slow) + " at " + latest.label + ", the latest; the slowest were "
            + duration_text(slowest.slow) + " at " + slowest.label + ".";
    auto const key = [&](std::string_view name, std::int64_t TimePoint::* value) {
        return html::fill("<span class=\"key {{name}}\">{{words}}</span>",
            { { "name", name },
                { "words",
                    (value == &TimePoint::median ? "half: " : "95 of 100: ")
                        + (requests == 0 ? "–" : duration_text(latest.*value)) } });
    };
    auto const curve = [&](std::string_view name, std::int64_t TimePoint::* value) {
        return html::fill("<path class=\"curve {{name}}\" d=\"{{path}}\"/>",
            { { "name", name }, { "path", curve_of(plot, value, scale) } });
    };
    return draw({ .id = plot.id,
        .title = text(plot.title),
        .figure = std::to_string(requests),
        .words = words,
        .top = duration_text(scale),
        .first = plot.points.empty() ? "" : plot.points.front().label,
        .last = plot.points.empty() ? "" : plot.points.back().label,
        .marks = curve("slow", &TimePoint::slow) + curve("median", &TimePoint::median),
        .legend = html::fill("<p class=\"legend\">{{slow}}{{median}}</p>\n",
            { { "slow", key("slow", &TimePoint::slow) }, { "median", key("median", &TimePoint::median) } }),
        .numbers = numbers_of(plot) });
}

} // namespace gatehouse::console
