// Command-line options of the verbs: "--name value", "--name=value", switches, and words.
#pragma once

#include "libs/base/result.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::app {

struct OptionSpec {
    std::string_view name; // without dashes
    bool takes_value = true;
    std::string_view help;
};

struct Options {
    std::vector<std::string> words;
    std::map<std::string, std::vector<std::string>, std::less<>> values;

    bool has(std::string_view name) const { return values.find(name) != values.end(); }
    // The last one given.
    std::string get(std::string_view name, std::string_view otherwise = {}) const;
    std::vector<std::string> all(std::string_view name) const;
};

// Fault::Invalid names the option that is unknown or lacks its value.
Result<Options> parse_options(std::span<char const* const> arguments, std::span<OptionSpec const> specs);

// One line an option, for --help.
std::string describe(std::span<OptionSpec const> specs);

} // namespace gatehouse::app
