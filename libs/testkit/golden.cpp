#include "libs/testkit/golden.h"

#include "libs/base/result.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace gatehouse::testkit {
namespace {

std::optional<std::string> try_read(std::string const& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// The first line that differs, with its number.
std::string difference(std::string const& expected, std::string const& actual)
{
    std::vector<std::string> const left = split(expected, '\n');
    std::vector<std::string> const right = split(actual, '\n');
    auto const [at_left, at_right] = std::ranges::mismatch(left, right);
    std::string const number = std::to_string(at_left - left.begin() + 1);
    return "line " + number + "\n  expected: " + (at_left == left.end() ? "(end)" : *at_left)
        + "\n  actual:   " + (at_right == right.end() ? "(end)" : *at_right);
}

} // namespace

std::string compare_golden(std::string const& path, std::string const& actual)
{
    char const* update = std::getenv("GATEHOUSE_UPDATE_GOLDEN");
    if (update && std::string_view(update) == "1") {
        std::ofstream(path, std::ios::binary) << actual;
        return {};
    }
    std::optional<std::string> const expected = try_read(path);
    if (!expected)
        return path + " does not exist; GATEHOUSE_UPDATE_GOLDEN=1 writes it";
    if (*expected == actual)
        return {};
    return path + ", " + difference(*expected, actual) + "\nGATEHOUSE_UPDATE_GOLDEN=1 accepts the new text";
}

std::string read_file(std::string const& path)
{
    std::optional<std::string> text = try_read(path);
    check(text.has_value(), "a test's file cannot be read: " + path);
    return std::move(*text);
}

std::vector<std::string> files_in(std::string const& folder, std::string const& ending)
{
    std::vector<std::string> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename().string().ends_with(ending))
            files.push_back(folder + "/" + entry.path().filename().string());
    std::ranges::sort(files);
    return files;
}

} // namespace gatehouse::testkit
