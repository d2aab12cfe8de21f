// The tree this program was built from, against the rules. Test programs run in the top folder of the tree.
#include "tests/architecture/rules.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatehouse::architecture {
namespace {

class Architecture : public testing::Test {
protected:
    static Tree const& tree()
    {
        static Tree const read = [] {
            Result<Tree> result = read_tree(".");
            check(result.has_value(), "the source tree must be readable");
            return *result;
        }();
        return read;
    }

    // One finding a line; GoogleTest would print the same text on a single line, escaped.
    static testing::AssertionResult none(std::vector<Finding> const& findings)
    {
        testing::AssertionResult result = findings.empty() ? testing::AssertionSuccess() : testing::AssertionFailure();
        for (Finding const& finding : findings)
            result << "\n" << describe(finding);
        return result;
    }
};

TEST_F(Architecture, TreeIsSeen)
{
    EXPECT_TRUE(tree().folders.contains("libs/base"));
    EXPECT_TRUE(tree().files.contains("libs/base/result.h"));
}

TEST_F(Architecture, EveryIncludeIsDeclared)
{
    EXPECT_TRUE(none(undeclared_includes(tree())));
}

TEST_F(Architecture, LayersAreKept)
{
    EXPECT_TRUE(none(layer_breaks(tree())));
}

TEST_F(Architecture, ThirdPartyHeadersStayInTheirWrappers)
{
    EXPECT_TRUE(none(third_party_leaks(tree())));
}

TEST_F(Architecture, DependenciesFormNoCircle)
{
    EXPECT_TRUE(none(circles(tree())));
}

TEST_F(Architecture, SourcesIncludeTheirOwnHeaderFirst)
{
    EXPECT_TRUE(none(late_own_headers(tree())));
}

TEST_F(Architecture, FilesAreShort)
{
    EXPECT_TRUE(none(long_files(tree(), 800)));
}

// What a tenant names is called through the guard, and so there is one place that makes such a client. The gateway for
// text messages is the operator's own.
TEST_F(Architecture, TheServerCallsOutAtOnePlace)
{
    std::vector<std::string> places;
    for (auto const& [path, file] : tree().files) {
        bool const of_server = path.starts_with("core/") || path.starts_with("edges/") || path.starts_with("store/")
            || path.starts_with("apps/gatehouse/");
        if (!of_server || is_test(path))
            continue;
        std::ifstream in(path, std::ios::binary);
        std::string const text(std::istreambuf_iterator<char>(in), {});
        if (text.find("make_client(") != std::string::npos)
            places.push_back(path);
    }
    // The command line calls the server that its operator names.
    EXPECT_EQ(places,
        (std::vector<std::string>{ "apps/gatehouse/directory_client.cpp", "apps/gatehouse/outbound.cpp" }));
}

} // namespace
} // namespace gatehouse::architecture
