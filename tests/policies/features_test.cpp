// tests/policies/features/*.xml: one small policy a feature. Each is compiled and played, by the script of its name
// when there is one, and has beside it what came of it: claims that went to the application, errors people saw,
// warnings.
#include "apps/author/play.h"
#include "core/trace/views.h"
#include "libs/testkit/golden.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::author {
namespace {

std::string const kFolder = "tests/policies/features";

std::string stem_of(std::string const& path)
{
    return path.substr(0, path.rfind('.'));
}

std::vector<std::string> features()
{
    std::vector<std::string> names;
    for (std::string const& path : testkit::files_in(kFolder, ".xml"))
        names.push_back(stem_of(path.substr(path.rfind('/') + 1)));
    return names;
}

// The policy and what it stands on.
std::vector<policy::SourceFile> chain_of(std::string const& name)
{
    return { { "running.xml", testkit::read_file("tests/policies/base/running.xml") },
        { name + ".xml", testkit::read_file(kFolder + "/" + name + ".xml") } };
}

std::string outcome_of(std::vector<trace::Leg> const& legs)
{
    std::string out;
    for (trace::Leg const& leg : legs)
        for (trace::Event const& event : leg.events) {
            if (event.kind == trace::Kind::Page)
                out += "page " + event.name + (event.result.empty() ? "" : ": " + event.result) + "\n";
            if (event.kind == trace::Kind::Refused)
                out += "refused " + event.name + ": " + event.result + "\n";
            if (event.kind == trace::Kind::Finished)
                out += "claims\n";
            if (event.kind == trace::Kind::Finished)
                for (auto const& [claim, value] : event.values)
                    out += "  " + claim + " = " + value + "\n";
        }
    return trace::number_guids(out);
}

std::vector<Line> script_of(std::string const& name)
{
    std::string const path = kFolder + "/" + name + ".journey";
    std::error_code error;
    bool const own = std::filesystem::exists(path, error);
    auto lines = read_script(own ? testkit::read_file(path) : "get authorize\ntokens\n");
    check(lines.has_value(), "a script that can be read");
    return std::move(*lines);
}

class FeaturePolicy : public testing::TestWithParam<std::string> { };

TEST_P(FeaturePolicy, GivesWhatItsGoldenFileSays)
{
    Stage stage({ .policies = chain_of(GetParam()), .folder = kFolder });
    for (Line const& line : script_of(GetParam())) {
        testing::ScopedTrace const trace(GetParam().c_str(), line.number, line.verb);
        for (std::string const& problem : stage.play(line))
            ADD_FAILURE() << problem;
        // What follows a step that went wrong says nothing.
        if (HasFailure())
            return;
    }
    auto const legs = stage.traces();
    ASSERT_TRUE(legs.has_value()) << legs.error().detail;
    EXPECT_EQ(testkit::compare_golden(kFolder + "/" + GetParam() + ".claims", outcome_of(*legs)), "");
}

INSTANTIATE_TEST_SUITE_P(
    Features, FeaturePolicy, testing::ValuesIn(features()), [](auto const& info) { return info.param; });

} // namespace
} // namespace gatehouse::author
