// docs/compat.md as data.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::compat {

struct Row {
    int line = 0;
    std::string table; // of the comment in front: "metadata"; "" for a table that nothing is compared with
    std::string feature; // first cell
    std::string status; // same, different, absent, own
    std::string notes;
    std::vector<std::string> tests;

    std::vector<std::string> names() const; // what is in backticks in the first cell
    bool is_there() const { return status != "absent"; }
};

// The rows of "Feature by feature", in order.
std::vector<Row> const& rows();
// The first column of "Named differences".
std::set<std::string> differences();

// Names of the tables' rows that are there, and of those that are absent.
struct Named {
    std::set<std::string> there;
    std::set<std::string> absent;
};
Named named_in(std::string_view table);

} // namespace gatehouse::compat
