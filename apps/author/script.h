// The text of a journey script, taken apart. The language is described in docs/journey_scripts.md.
#pragma once

#include "libs/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::author {

// "post signInName=ada@example.test password=x": a verb, plain words, and pairs.
struct Line {
    int number = 0;
    std::string verb;
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> pairs;

    std::string word(size_t index) const { return index < words.size() ? words[index] : std::string(); }
    // Takes a pair out: what is left are values to send.
    std::optional<std::string> take(std::string_view name);
};

// Empty lines and comments are left out. Fault::Invalid names the line of a quotation mark that is not closed.
Result<std::vector<Line>> read_script(std::string_view text);

} // namespace gatehouse::author
