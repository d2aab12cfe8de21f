#include "core/policy/differences.h"

#include "core/policy/files_test.h"
#include "libs/base/text.h"

#include <gtest/gtest.h>

namespace gatehouse::policy {
namespace {

struct Case {
    std::string from;
    std::string to;
};

// The small policy, and the same with texts of its base replaced.
Comparison compare_with(std::vector<Case> const& changes)
{
    TestFiles before;
    before.add_folder("tests/policies");
    before.add_folder("tests/policies/base");
    TestFiles after = before;
    std::string text = testkit::read_file("tests/policies/base/small.xml");
    for (auto const& [from, to] : changes) {
        EXPECT_NE(text.find(from), std::string::npos) << from;
        text = replace_all(std::move(text), from, to);
    }
    after.add("small.xml", text);
    return compare({ "B2C_1A_plain", before.find() }, { "B2C_1A_plain", after.find() }).value();
}

std::string lines_of(Comparison const& comparison)
{
    std::string out;
    for (Difference const& one : comparison.elements)
        out += text(one) + "\n";
    for (std::string const& part : comparison.parts)
        out += "plan: " + part + "\n";
    return out;
}

TEST(Differences, ThereAreNoneBetweenAPolicyAndItself)
{
    EXPECT_TRUE(compare_with({}).same());
}

TEST(Differences, ATextAndAnAttributeThatChangedAreToldWithBothPlaces)
{
    EXPECT_EQ(lines_of(compare_with(
                  { { ">Write<", ">Read<" }, { "ExecuteActionsIf=\"true\"", "ExecuteActionsIf=\"false\"" } })),
        "~ ClaimsProviders/TechnicalProfile[Directory-Write]/Metadata/Item[Operation]: \"Write\" -> \"Read\"  "
        "(small.xml:53, small.xml:53)\n"
        "~ UserJourneys/UserJourney[Main]/OrchestrationSteps/OrchestrationStep[2]/Preconditions/Precondition "
        "ExecuteActionsIf: \"true\" -> \"false\"  (small.xml:86, small.xml:86)\n"
        "plan: journey Main\n"
        "plan: profile Directory-Write (Directory)\n");
}

TEST(Differences, WhatIsNewOrGoneIsToldOnceWithoutWhatIsInside)
{
    EXPECT_EQ(lines_of(compare_with(
                  { { "<ClaimType Id=\"isNew\">",
                        "<ClaimType Id=\"extra\"><DataType>string</DataType></ClaimType><ClaimType Id=\"isNew\">" },
                      { "<Enumeration Text=\"Two\" Value=\"2\" />", "" } })),
        "- BuildingBlocks/ClaimsSchema/ClaimType[surname]/Restriction/Enumeration[2]  (small.xml:19)\n"
        "+ BuildingBlocks/ClaimsSchema/ClaimType[extra]  (small.xml:22)\n");
}

TEST(Differences, AnotherOrderIsADifferenceWhereOrderCounts)
{
    std::string const first = "<Enumeration Text=\"One\" Value=\"1\" />";
    std::string const second = "<Enumeration Text=\"Two\" Value=\"2\" />";
    EXPECT_EQ(lines_of(compare_with({ { first, "X" }, { second, first }, { "X", second } })),
        "~ BuildingBlocks/ClaimsSchema/ClaimType[surname]/Restriction: in another order  (small.xml:17, "
        "small.xml:17)\n");
    // Claim types are found by their id, wherever they stand.
    std::string const moved = "<ClaimType Id=\"isNew\">\n        <DataType>boolean</DataType>\n      </ClaimType>";
    EXPECT_TRUE(compare_with({ { moved, "" }, { "<ClaimsSchema>", "<ClaimsSchema>" + moved } }).same());
}

TEST(Differences, ASideThatDoesNotCompileHasErrorsAndNoPlan)
{
    Comparison const broken = compare_with({ { "Type=\"SendClaims\"", "Type=\"Nothing\"" } });
    EXPECT_FALSE(broken.same());
    EXPECT_FALSE(broken.errors.empty());
    EXPECT_TRUE(broken.parts.empty());
}

} // namespace
} // namespace gatehouse::policy
