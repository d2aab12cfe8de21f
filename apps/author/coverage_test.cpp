#include "apps/author/coverage.h"

#include "apps/author/play.h"
#include "apps/author/tools_test.h"
#include "libs/xml/xml.h"

namespace gatehouse::author {
namespace {

using CoverageTest = ToolsTest;

TEST_F(CoverageTest, StepsBothOutcomesOfPreconditionsAndProfilesAreCounted)
{
    std::string const some = copy("some");
    write("some/all.journey", "get authorize\npost surname=1\ntokens\n");
    EXPECT_EQ(run({ "coverage", some }), 0) << errors;
    EXPECT_EQ(out,
        "policy        steps         preconditions  profiles      transformations\n"
        "B2C_1A_plain  3/3 100%      1/2 50%        3/3 100%      -\n"
        "\n"
        "missed:\n"
        "  some/small.xml:86: precondition Main 2, 1 skips\n");
}

TEST_F(CoverageTest, AJourneyThatIsLeftMissesWhatComesLater)
{
    std::string const some = copy("some");
    write("some/begin.journey", "get authorize\npage SelfAsserted\n");
    EXPECT_EQ(run({ "coverage", some }), 0) << errors;
    EXPECT_EQ(out,
        "policy        steps         preconditions  profiles      transformations\n"
        "B2C_1A_plain  1/3 33%       0/2 0%         1/3 33%       -\n"
        "\n"
        "missed:\n"
        "  some/small.xml:84: step Main 2 ClaimsExchange\n"
        "  some/small.xml:86: precondition Main 2, 1 skips\n"
        "  some/small.xml:86: precondition Main 2, 1 goes on\n"
        "  some/small.xml:95: step Main 3 SendClaims\n"
        "  some/small.xml:51: profile Directory-Write\n"
        "  some/small.xml:64: profile JwtIssuer\n");
}

TEST_F(CoverageTest, ASkippedStepHasNotRun)
{
    std::string const some = copy("some");
    change("some/small.xml", "ExecuteActionsIf=\"true\"", "ExecuteActionsIf=\"false\"");
    write("some/all.journey", "get authorize\npost surname=1\n");
    run({ "coverage", some });
    EXPECT_NE(out.find("step Main 2 ClaimsExchange"), std::string::npos) << out;
    EXPECT_NE(out.find("precondition Main 2, 1 goes on"), std::string::npos) << out;
    EXPECT_EQ(out.find("precondition Main 2, 1 skips"), std::string::npos) << out;
}

TEST_F(CoverageTest, WhatOnePolicyRunsCountsForAllThatShareIt)
{
    std::string const some = copy("some");
    write("some/second.xml",
        replace_all(testkit::read_file("tests/policies/plain.xml"), "B2C_1A_plain", "B2C_1A_second"));
    write("some/all.journey", "get authorize policy=B2C_1A_plain\npost surname=1\ntokens\n");
    EXPECT_EQ(run({ "coverage", some }), 0) << errors;
    EXPECT_NE(out.find("B2C_1A_second  0/3 0%        0/2 0%         0/3 0%        -\n"), std::string::npos) << out;
    EXPECT_NE(out.find("all            3/3 100%      1/2 50%        3/3 100%      -\n"), std::string::npos) << out;
}

TEST_F(CoverageTest, ProgramsGetJson)
{
    std::string const some = copy("some");
    write("some/all.journey", "get authorize\npost surname=1\ntokens\n");
    EXPECT_EQ(run({ "coverage", some, "--json" }), 0) << errors;
    auto const object = json::parse_object(out).value();
    EXPECT_EQ(object.object("all")->object("preconditions")->integer("hit"), 1);
    EXPECT_EQ(object.object("all")->object("preconditions")->integer("all"), 2);
    json::Object const& missed = *object.array("missed")->front().as_object();
    EXPECT_EQ(missed.text("part"), "precondition");
    EXPECT_EQ(missed.text("name"), "Main 2, 1 skips");
}

TEST_F(CoverageTest, PicturesColourTheStepsThatRan)
{
    std::string const some = copy("some");
    write("some/begin.journey", "get authorize\n");
    EXPECT_EQ(run({ "coverage", some, "--svg", folder.string() }), 0) << errors;
    std::string const picture = read_text(folder / "B2C_1A_plain.svg").value();
    ASSERT_TRUE(xml::parse(picture).has_value());
    size_t const first = picture.find("<rect class=\"hit\"");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(picture.find("<rect class=\"hit\"", first + 1), std::string::npos);
    EXPECT_NE(picture.find("<rect class=\"missed\""), std::string::npos);
    EXPECT_EQ(run({ "coverage", some, "--html", (folder / "page.html").string() }), 0) << errors;
    std::string const page = read_text(folder / "page.html").value();
    EXPECT_NE(page.find(picture), std::string::npos);
    EXPECT_NE(page.find("B2C_1A_plain  1/3 33%"), std::string::npos);
}

TEST_F(CoverageTest, AScriptThatFailsIsToldAndFailsTheCall)
{
    std::string const some = copy("some");
    write("some/wrong.journey", "get authorize\npage Unified\n");
    EXPECT_EQ(run({ "coverage", some }), 1);
    EXPECT_NE(errors.find("some/wrong.journey:2: page: the page is 'SelfAsserted', not 'Unified'"), std::string::npos);
    EXPECT_EQ(run({ "coverage", copy("other") }), 1);
    EXPECT_NE(errors.find("there is no script (*.journey) to play"), std::string::npos);
}

} // namespace
} // namespace gatehouse::author
