// The tools as a shell calls them: what they print, and what they end with.
#pragma once

#include "apps/author/play.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/base/text.h"
#include "libs/testkit/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gatehouse::author {

struct ToolsTest : testing::Test {
    ToolsTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-tools-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        folder = name;
    }
    ~ToolsTest() override { std::filesystem::remove_all(folder); }

    // The exit status; what is printed is in `out` and `errors`.
    int run(std::vector<std::string> const& arguments)
    {
        std::vector<char const*> words;
        for (std::string const& argument : arguments)
            words.push_back(argument.c_str());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = app::policy_verb(words);
        out = replace_all(testing::internal::GetCapturedStdout(), folder.string() + "/", "");
        errors = replace_all(testing::internal::GetCapturedStderr(), folder.string() + "/", "");
        return status;
    }
    // A folder with the small policy of the tests.
    std::string copy(std::string const& name)
    {
        std::filesystem::create_directories(folder / name);
        for (char const* file : { "base/small.xml", "plain.xml" })
            EXPECT_TRUE(write_text(folder / name / std::filesystem::path(file).filename(),
                testkit::read_file("tests/policies/" + std::string(file))));
        return (folder / name).string();
    }
    // The directory of a database with the tenant of those policies.
    std::string make_database()
    {
        write("tenant.toml", "[tenant]\ndomain = \"test.onmicrosoft.com\"\n");
        std::string const file = (folder / "tenant.toml").string();
        std::string const data = (folder / "data").string();
        testing::internal::CaptureStdout();
        std::vector<char const*> const words{ file.c_str(), "--data", data.c_str() };
        EXPECT_EQ(app::run_frames(app::apply_frames(), words), 0);
        testing::internal::GetCapturedStdout();
        return data;
    }
    void write(std::string const& file, std::string const& text) { EXPECT_TRUE(write_text(folder / file, text)); }
    void change(std::string const& file, std::string const& from, std::string const& to)
    {
        std::string const text = read_text(folder / file).value();
        ASSERT_NE(text.find(from), std::string::npos) << from;
        ASSERT_TRUE(write_text(folder / file, replace_all(text, from, to)));
    }
    std::filesystem::path folder;
    std::string out;
    std::string errors;
};

} // namespace gatehouse::author
