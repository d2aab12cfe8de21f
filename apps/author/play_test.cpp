#include "apps/author/play.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gatehouse::author {
namespace {

struct PlayTest : testing::Test {
    PlayTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-play-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        folder = name;
    }
    ~PlayTest() override { std::filesystem::remove_all(folder); }
    Played play_text(std::string const& text)
    {
        EXPECT_TRUE(write_text(folder / "it.journey", text).has_value());
        auto played = play(folder / "it.journey", {});
        EXPECT_TRUE(played.has_value()) << (played ? "" : played.error().detail);
        return played.value_or(Played());
    }
    std::filesystem::path folder;
};

TEST_F(PlayTest, AScriptThatIsRightHasATraceAndNoProblem)
{
    Played const played = play_text("policy B2C_1_susi\nget authorize\npage Unified\n");
    EXPECT_TRUE(played.ok()) << played.problems.front();
    ASSERT_EQ(played.traces.size(), 1U);
    EXPECT_EQ(played.traces[0].policy.text(), "B2C_1_susi");
}

TEST_F(PlayTest, TheFirstLineThatIsWrongIsNamedAndEndsThePlay)
{
    Played const played = play_text("policy B2C_1_susi\nget authorize\npage SelfAsserted\npage AlsoWrong\n");
    EXPECT_EQ(played.line, 3);
    EXPECT_EQ(played.verb, "page");
    ASSERT_EQ(played.problems.size(), 1U);
    EXPECT_EQ(played.problems[0], "the page is 'Unified', not 'SelfAsserted'");
}

TEST_F(PlayTest, UnknownWordsAreProblemsAndNotIgnored)
{
    EXPECT_EQ(play_text("dance\n").problems.at(0), "there is no verb 'dance'");
    EXPECT_EQ(play_text("policy B2C_1_susi colour=blue\n").problems.at(0), "a policy has no 'colour'");
    EXPECT_EQ(play_text("api https://api.test status=ok\n").problems.at(0), "ok is no status");
    EXPECT_EQ(play_text("get authorize\n").problems.at(0), "there is no policy to ask for");
}

TEST(Difference, ShowsWhatIsGoneAndNewWithSomeLinesAround)
{
    EXPECT_EQ(difference("a\nb\nc\n", "a\nb\nc\n"), "");
    EXPECT_EQ(difference("1\n2\n3\nold\n4\n5\n6\n", "1\n2\n3\nnew\n4\n5\n6\n"),
        "  ...\n  2\n  3\n- old\n+ new\n  4\n  5\n  ...\n");
    EXPECT_EQ(difference("a", "a\nb"), "  a\n+ b\n");
}

TEST(Junit, FailuresAreEscapedAndCounted)
{
    Played good;
    good.script = "p/good.journey";
    Played bad = good;
    bad.script = "p/bad.journey";
    bad.line = 3;
    bad.problems = { "<\"&\">\x01" };
    EXPECT_EQ(junit({ good, bad }),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"policy\" tests=\"2\" failures=\"1\">\n"
        "  <testcase classname=\"p\" name=\"good\"/>\n"
        "  <testcase classname=\"p\" name=\"bad\">\n    <failure "
        "message=\"&lt;&quot;&amp;&quot;&gt;\">p/bad.journey:3&#10;"
        "&lt;&quot;&amp;&quot;&gt;</failure>\n  </testcase>\n</testsuite>\n");
}

TEST(Apis, TheLongerAddressAnswersAndStrangersDoNot)
{
    Apis apis;
    apis.declare("https://api.test/", { .status = 200, .body = "all" });
    apis.declare("https://api.test/one", { .status = 409, .body = "one" });
    journey::RestRequest request;
    request.url = "https://api.test/one?x=https://other.test/";
    EXPECT_EQ(apis.call(request)->body, "one");
    request.url = "https://api.test/two";
    EXPECT_EQ(apis.call(request)->body, "all");
    request.url = "https://other.test/?https://api.test/";
    EXPECT_FALSE(apis.call(request).has_value());
}

} // namespace
} // namespace gatehouse::author
