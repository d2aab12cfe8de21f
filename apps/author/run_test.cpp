#include "apps/author/tools_test.h"
#include "libs/base/time.h"
#include "libs/json/json.h"

#include <iostream>
#include <sstream>

namespace gatehouse::author {
namespace {

class RunTest : public ToolsTest {
protected:
    RunTest()
    {
        EXPECT_EQ(run({ "export", "--flow", "B2C_1_signupsignin1", "--tenant", "demo/tenant.toml", policies() }), 0);
        write("ada.journey", "user ada@example.test password=Correct-horse-1\n");
    }
    std::string policies() const { return (folder / "policies").string(); }
    // The lines are typed.
    int run_with(std::string const& input, std::vector<std::string> more = {})
    {
        std::istringstream typed(input);
        auto* const before = std::cin.rdbuf(typed.rdbuf());
        std::cin.clear();
        std::vector<std::string> arguments{ "run", policies(), policy };
        arguments.insert(arguments.end(), more.begin(), more.end());
        int const status = run(arguments);
        std::cin.rdbuf(before);
        return status;
    }
    std::string policy = "B2C_1A_signupsignin1";
    std::vector<std::string> with_ada() const { return { "--declare", (folder / "ada.journey").string() }; }
};

TEST_F(RunTest, SignsInAndEndsWithTheClaims)
{
    EXPECT_EQ(run_with("ada@example.test\nCorrect-horse-1\n\n", with_ada()), 0) << errors << out;
    EXPECT_NE(out.find("== Sign in ==\n"), std::string::npos) << out;
    EXPECT_NE(out.find("signed in, ID token:\n{"), std::string::npos) << out;
    EXPECT_NE(out.find("\"ada@example.test\""), std::string::npos) << out;
    // What is typed into a password field is printed nowhere.
    EXPECT_EQ(out.find("Correct-horse-1"), std::string::npos) << out;
}

TEST_F(RunTest, TheTimeIsThatOfTheClockOnTheWall)
{
    std::int64_t const before = unix_seconds(SystemClock().now());
    ASSERT_EQ(run_with("ada@example.test\nCorrect-horse-1\n\n", with_ada()), 0) << errors << out;
    auto const issued = json::parse_object(out.substr(out.find("\n{") + 1));
    ASSERT_TRUE(issued.has_value()) << out;
    EXPECT_GE(issued->integer("iat").value_or(0), before);
}

TEST_F(RunTest, AWrongPasswordShowsThePageAgainWithTheError)
{
    EXPECT_EQ(run_with("ada@example.test\nwrong\n\n", with_ada()), 1);
    EXPECT_NE(out.find("\n! "), std::string::npos) << out;
    EXPECT_NE(errors.find("the input ended on this page"), std::string::npos) << errors;
}

TEST_F(RunTest, LinksAreFollowedAndCodesShown)
{
    // The link to the sign-up page, then an address and the button that sends a code.
    EXPECT_EQ(run_with(":3\nbob@example.test\n:1\n"), 1);
    size_t const page = out.find("message to bob@example.test: ");
    ASSERT_NE(page, std::string::npos) << out;
    size_t digits = 0;
    for (char const c : out.substr(page, out.find('\n', page) - page))
        digits += c >= '0' && c <= '9';
    EXPECT_GE(digits, 6U) << out;
}

TEST_F(RunTest, EnterNeverCancelsWhereSomethingElseCanBeDone)
{
    ASSERT_EQ(run({ "export", "--flow", "B2C_1_signupsignin1_mfa", "--tenant", "demo/tenant.toml", policies() }), 0);
    std::filesystem::remove(folder / "policies/B2C_1A_signupsignin1.xml");
    policy = "B2C_1A_signupsignin1_mfa";
    // The page of the methods has links and a button that cancels; the next one asks for a country, of many.
    EXPECT_EQ(run_with("ada@example.test\nCorrect-horse-1\n\n\n", with_ada()), 1);
    EXPECT_EQ(out.find("access_denied"), std::string::npos) << out;
    EXPECT_NE(out.find("... of "), std::string::npos) << out;
}

TEST_F(RunTest, AnErrorThatTheApplicationGetsIsShown)
{
    EXPECT_EQ(run_with("", { "--parameter", "prompt=none" }), 1);
    EXPECT_NE(out.find("error: interaction_required\n"), std::string::npos) << out;
}

TEST_F(RunTest, AWrongCallGetsOneSentence)
{
    EXPECT_EQ(run({ "run", policies(), "B2C_1A_none" }), 2);
    EXPECT_EQ(errors, "gatehouse policy: there is no policy B2C_1A_none: policies has B2C_1A_signupsignin1\n");
    EXPECT_EQ(run({ "run", "nowhere" }), 2);
    EXPECT_EQ(run({ "run", policies(), "--parameter", "prompt" }), 2);
    EXPECT_EQ(errors, "gatehouse policy: --parameter takes NAME=VALUE, not prompt\n");
    write("bad.journey", "user ada\ndance\n");
    EXPECT_EQ(run({ "run", policies(), "--declare", (folder / "bad.journey").string() }), 1);
    EXPECT_NE(errors.find("bad.journey:2: there is no verb 'dance'"), std::string::npos) << errors;
}

} // namespace
} // namespace gatehouse::author
