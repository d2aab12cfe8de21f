// Looks over the text before libxml2 does. Inside libs/xml only.
#pragma once

#include "libs/xml/xml.h"

#include <optional>

namespace gatehouse::xml {

// Byte offsets become lines and columns.
class Positions {
public:
    explicit Positions(std::string_view text);
    int line(size_t offset) const;
    int column(size_t offset) const;
    Problem problem(std::string message, size_t offset) const;

private:
    size_t row(size_t offset) const;
    std::string_view text_;
    std::vector<size_t> starts_; // of each line
};

// Refuses what libxml2 should not even see: bytes that are not UTF-8, another encoding, DOCTYPE, and tags with so many
// attributes that its quadratic search for duplicates would hurt.
std::optional<Problem> scan(std::string_view text, Limits limits);

} // namespace gatehouse::xml
