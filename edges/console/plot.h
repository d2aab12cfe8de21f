// A row of bars as SVG, with the same in words for those who do not see it.
#pragma once

#include "edges/console/parts.h"

#include <cstdint>

namespace gatehouse::console {

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

} // namespace gatehouse::console
