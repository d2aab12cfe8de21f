// The table that bench/run prints: each row a figure and its bar.
#pragma once

#include <string>

namespace gatehouse::bench {

// What was measured as a share of what the machine can do.
void add_ratio(std::string name, double measured, double ceiling, double bar);
// A figure that must not be larger than the bar.
void add_limit(std::string name, double value, double bar, std::string unit);
void print_table();

} // namespace gatehouse::bench
