// Every *.journey beside this file is a test of its own.
#include "libs/base/text.h"
#include "tests/journeys/stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace gatehouse::journeys {
namespace {

std::vector<std::string> scripts()
{
    std::vector<std::string> names;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator("tests/journeys", error))
        if (entry.path().extension() == ".journey")
            names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
    return names;
}

class Journey : public testing::TestWithParam<std::string> { };

TEST_P(Journey, GoesAsItsScriptSays)
{
    std::string const path = "tests/journeys/" + GetParam() + ".journey";
    std::ifstream file(path);
    auto const lines = read_script(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(lines.has_value()) << lines.error().detail;
    ASSERT_FALSE(lines->empty());
    Stage stage;
    for (Line const& line : *lines) {
        testing::ScopedTrace const trace(path.c_str(), line.number, line.verb);
        stage.play(line);
        // What follows a step that went wrong says nothing.
        if (HasFailure())
            return;
    }
}

INSTANTIATE_TEST_SUITE_P(Scripts, Journey, testing::ValuesIn(scripts()), [](auto const& info) { return info.param; });

TEST(Journeys, ThereAreScripts)
{
    EXPECT_GT(scripts().size(), 15u);
}

} // namespace
} // namespace gatehouse::journeys
