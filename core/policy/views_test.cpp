#include "core/policy/files_test.h"
#include "libs/xml/xml.h"

#include <gtest/gtest.h>

namespace gatehouse::policy {
namespace {

TestFiles all_files()
{
    TestFiles files;
    files.add_folder("policies/builtin");
    files.add_folder("tests/policies");
    files.add_folder("tests/policies/base");
    return files;
}

// What explain() says, without the places.
std::string without_places(Plan const& plan)
{
    return std::regex_replace(explain(plan), std::regex("  -- .*"), "");
}

std::vector<std::string> good_policies()
{
    std::vector<std::string> ids;
    for (std::string const& folder : { "tests/policies", "policies/builtin" })
        for (std::string const& path : testkit::files_in(folder, ".xml"))
            if (path.find("/fail_") == std::string::npos
                && testkit::read_file(path).find("<RelyingParty") != std::string::npos)
                ids.push_back(TestFiles::id_of(testkit::read_file(path)));
    return ids;
}

TEST(Effective, OneFileGivesThePlanOfTheWholeChain)
{
    TestFiles const files = all_files();
    ASSERT_FALSE(good_policies().empty());
    for (std::string const& id : good_policies()) {
        auto const whole = effective(id, files.find()).value();
        EXPECT_EQ(errors_of(whole.diagnostics), "") << id;
        EXPECT_EQ(whole.xml.find("<BasePolicy"), std::string::npos);
        auto const alone = compile(id, [&](std::string const& wanted) -> Result<std::optional<SourceFile>> {
            if (wanted == kCatalogue)
                return files.find()(wanted);
            return SourceFile{ "effective.xml", whole.xml };
        });
        ASSERT_TRUE(alone.has_value() && alone->plan) << id << "\n" << errors_of(alone->diagnostics);
        auto const chain = compile(id, files.find()).value();
        EXPECT_EQ(without_places(*alone->plan), without_places(*chain.plan)) << id;
    }
}

TEST(Effective, EveryElementNamesItsFileAndLine)
{
    TestFiles const files = all_files();
    std::string const xml = effective(good_policies().front(), files.find()).value().xml;
    size_t starts = 0;
    for (std::string const& line : split(xml, '\n')) {
        std::string_view const text = trim(line);
        if (text.empty() || text.starts_with("</"))
            continue;
        ++starts;
        EXPECT_TRUE(std::regex_search(line, std::regex("<!-- [^ ]+\\.xml:[0-9]+ -->$"))) << line;
    }
    EXPECT_GT(starts, 10U);
}

TEST(Effective, AMissingBaseIsADiagnostic)
{
    auto const broken = effective("B2C_1A_fail_base", all_files().find());
    ASSERT_TRUE(broken.has_value());
    EXPECT_EQ(broken->xml, "");
    EXPECT_NE(errors_of(broken->diagnostics), "");
}

TEST(Graph, StepsStandInOrderWithTheirProfilesAndSkips)
{
    TestFiles const files = all_files();
    for (std::string const& id : good_policies()) {
        auto const compiled = compile(id, files.find()).value();
        std::string const text = graph_text(*compiled.plan);
        std::string const svg = graph_svg(*compiled.plan);
        auto const picture = xml::parse(svg);
        ASSERT_TRUE(picture.has_value()) << id << "\n" << picture.error().message;
        size_t boxes = 0;
        for (xml::Node const& node : picture->children)
            boxes += node.name == "rect";
        size_t steps = 0;
        for (Journey const& journey : compiled.plan->journeys) {
            steps += journey.steps.size();
            EXPECT_NE(text.find(journey.id), std::string::npos);
            for (Step const& step : journey.steps)
                for (Exchange const& exchange : step.exchanges) {
                    EXPECT_NE(text.find("→ " + compiled.plan->profiles[exchange.profile].id), std::string::npos);
                    EXPECT_NE(svg.find(compiled.plan->profiles[exchange.profile].id), std::string::npos);
                }
        }
        EXPECT_EQ(boxes, steps) << id;
    }
}

TEST(Graph, ThePictureInTheDocumentsIsOfTheDemosSignIn)
{
    auto const compiled = compile("B2C_1_signupsignin1", all_files().find()).value();
    ASSERT_TRUE(compiled.plan);
    EXPECT_EQ(testkit::compare_golden("docs/screenshots/journey.svg", graph_svg(*compiled.plan)), "");
}

} // namespace
} // namespace gatehouse::policy
