#include "libs/testkit/test_names.h"

#include "libs/base/text.h"
#include "libs/testkit/golden.h"

#include <filesystem>

namespace gatehouse::testkit {
namespace {

void add_tests(std::string const& text, std::set<std::string>& names)
{
    for (size_t at = text.find("\nTEST"); at != std::string::npos; at = text.find("\nTEST", at + 1)) {
        size_t const open = text.find('(', at);
        size_t const close = text.find(')', at);
        if (open == std::string::npos || close == std::string::npos || close < open)
            continue;
        auto const parts = split(text.substr(open + 1, close - open - 1), ',');
        if (parts.size() == 2)
            names.insert(std::string(trim(parts[0])) + "." + std::string(trim(parts[1])));
    }
}

} // namespace

std::set<std::string> tests_of_the_tree()
{
    std::set<std::string> names;
    for (char const* room : { "apps", "client", "core", "edges", "libs", "store", "tests" }) {
        std::error_code error;
        auto walk = std::filesystem::recursive_directory_iterator(room, error);
        for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
            std::string const path = walk->path().string();
            bool const holds_tests = path.ends_with("_test.cpp") || path.ends_with("_test.h")
                || path.find("/conformance/") != std::string::npos;
            if (walk->path().filename() == "node_modules")
                walk.disable_recursion_pending();
            else if (holds_tests && walk->is_regular_file(error))
                add_tests(read_file(path), names);
        }
    }
    return names;
}

} // namespace gatehouse::testkit
