// Numbers over time as SVG, with the same in words and in a table for those who do not see it.
#pragma once

#include "edges/console/parts.h"

#include <cstdint>

namespace gatehouse::console {

// A row of bars.
struct Bar {
    std::string label; // "16:00", "29 Nov"
    std::int64_t value = 0;
};
struct Plot {
    std::string id;
    std::string title;
    std::vector<Bar> bars;
    Tone tone = Tone::Plain;
    std::string unit; // "an hour", "a day"
    std::string address = {}; // where the events are listed
};
html::Safe plot(Plot const& plot);

// Two curves of times, in microseconds: half of what was measured took no longer than the one, 95 of 100 than the
// other.
struct TimePoint {
    std::string label;
    std::int64_t count = 0; // 0: nothing was measured, and the curves have a gap
    std::int64_t median = 0;
    std::int64_t slow = 0;
};
struct TimePlot {
    std::string id;
    std::string title;
    std::vector<TimePoint> points;
};
html::Safe plot(TimePlot const& plot);

} // namespace gatehouse::console
