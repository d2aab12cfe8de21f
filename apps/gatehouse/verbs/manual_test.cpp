#include "apps/gatehouse/verbs/manual.h"

#include "libs/base/text.h"

#include <gtest/gtest.h>

namespace gatehouse::app {
namespace {

constexpr Verb kVerbs[] = {
    { "audit", "", audit_frames },
    { "backup", "", backup_frames },
    { "user", "", user_frames },
};

std::string next(std::vector<std::string> const& words)
{
    return join(complete(kVerbs, words), " ");
}

TEST(Completion, VerbsThenWordsThenOptions)
{
    EXPECT_EQ(next({ "" }), "audit backup user");
    EXPECT_EQ(next({ "u" }), "user");
    EXPECT_EQ(next({ "user", "im" }), "import");
    EXPECT_EQ(next({ "user", "unb" }), "unblock");
    EXPECT_EQ(next({ "user", "import", "--dr" }), "--dry-run");
    EXPECT_EQ(next({ "user", "import", "people" }), "");
    EXPECT_EQ(next({ "backup", "--ma" }), "--master-key-file");
    // A verb with words and a form of its own.
    EXPECT_EQ(next({ "audit", "" }), "list");
    EXPECT_EQ(next({ "audit", "--js" }), "--json");
}

TEST(Completion, NothingWhereAValueOrAnUnknownVerbStands)
{
    EXPECT_EQ(next({ "backup", "--data", "--" }), "");
    EXPECT_EQ(next({ "fly", "" }), "");
    EXPECT_EQ(next({ "user", "fly", "--" }), "");
}

TEST(Completion, AScriptForEachShell)
{
    EXPECT_TRUE(completion_script("bash").has_value());
    EXPECT_TRUE(completion_script("zsh").has_value());
    EXPECT_FALSE(completion_script("fish").has_value());
}

TEST(Manual, EveryWordAndOptionWithoutAccidentalRoff)
{
    std::string const page = manual_page(kVerbs);
    EXPECT_NE(page.find(".SS user import\n"), std::string::npos);
    EXPECT_NE(page.find(".B \\-\\-dry\\-run\n"), std::string::npos);
    // A line that begins with a dot is a command; ours are known.
    for (std::string_view const line : split(page, '\n'))
        if (line.starts_with('.')) {
            std::string_view const command = line.substr(0, line.find(' '));
            EXPECT_TRUE(command == ".TH" || command == ".SH" || command == ".SS" || command == ".B" || command == ".I"
                || command == ".PP" || command == ".TP")
                << line;
        }
}

} // namespace
} // namespace gatehouse::app
