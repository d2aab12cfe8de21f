#include "bench/table.h"

#include <cstdio>
#include <utility>
#include <vector>

namespace gatehouse::bench {
namespace {

struct Row {
    std::string name;
    std::string measured;
    std::string ceiling;
    double value = 0; // ratio, ms or MB
    double bar = 0;
    bool higher_is_better = true;
    std::string unit;
};

std::vector<Row> rows;

std::string format(char const* pattern, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

// What takes an hour is not lost when what follows fails.
void say_row()
{
    Row const& row = rows.back();
    std::fprintf(stderr, "  %s: %s%s%s\n", row.name.c_str(), row.measured.c_str(), row.ceiling.empty() ? "" : " of ",
        row.ceiling.c_str());
}

} // namespace

void add_ratio(std::string name, double measured, double ceiling, double bar)
{
    rows.push_back(
        { std::move(name), format("%.0f/s", measured), format("%.0f/s", ceiling), measured / ceiling, bar, true, "" });
    say_row();
}

void add_limit(std::string name, double value, double bar, std::string unit)
{
    rows.push_back({ std::move(name), format("%.1f ", value) + unit, "", value, bar, false, std::move(unit) });
    say_row();
}

void print_table()
{
    std::printf("| %-62s | %12s | %12s | %8s | %8s | %s |\n", "what", "measured", "ceiling", "figure", "bar", "met");
    std::printf("|%.64s|%.14s|%.14s|%.10s|%.10s|-----|\n", std::string(64, '-').c_str(), std::string(14, '-').c_str(),
        std::string(14, '-').c_str(), std::string(10, '-').c_str(), std::string(10, '-').c_str());
    for (Row const& row : rows) {
        bool const met = row.higher_is_better ? row.value >= row.bar : row.value <= row.bar;
        std::printf("| %-62s | %12s | %12s | %8.2f | %s%6.2f | %-3s |\n", row.name.c_str(), row.measured.c_str(),
            row.ceiling.c_str(), row.value, row.higher_is_better ? "≥ " : "≤ ", row.bar, met ? "yes" : "no");
    }
}

} // namespace gatehouse::bench
