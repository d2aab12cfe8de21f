// Every *.journey beside this file is a test of its own.
#include "apps/author/stage.h"
#include "core/trace/views.h"
#include "libs/base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace gatehouse::author {
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
        for (std::string const& problem : stage.play(line))
            ADD_FAILURE() << problem;
        // What follows a step that went wrong says nothing.
        if (HasFailure())
            return;
    }
    auto const traces = stage.traces();
    ASSERT_TRUE(traces.has_value()) << traces.error().detail;
    EXPECT_FALSE(traces->empty());
    std::string const shown = trace::text(*traces);
    // What is shorter is part of every other word.
    for (std::string const& secret : stage.secrets())
        if (secret.size() >= 4)
            EXPECT_EQ(shown.find(secret), std::string::npos) << secret << " stands in the trace";
}

INSTANTIATE_TEST_SUITE_P(Scripts, Journey, testing::ValuesIn(scripts()), [](auto const& info) { return info.param; });

TEST(Journeys, ThereAreScripts)
{
    EXPECT_GT(scripts().size(), 15u);
}

} // namespace
} // namespace gatehouse::author
