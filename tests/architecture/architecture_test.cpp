// The tree this program was built from, against the rules. Test programs run in the top folder of the tree.
#include "tests/architecture/rules.h"

#include <gtest/gtest.h>

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

    static std::string text(std::vector<Finding> const& findings)
    {
        std::string out;
        for (Finding const& finding : findings)
            out += describe(finding) + "\n";
        return out;
    }
};

TEST_F(Architecture, TreeIsSeen)
{
    EXPECT_TRUE(tree().folders.contains("libs/base"));
    EXPECT_TRUE(tree().files.contains("libs/base/result.h"));
}

TEST_F(Architecture, EveryIncludeIsDeclared)
{
    EXPECT_EQ(text(undeclared_includes(tree())), "");
}

TEST_F(Architecture, LayersAreKept)
{
    EXPECT_EQ(text(layer_breaks(tree())), "");
}

TEST_F(Architecture, ThirdPartyHeadersStayInTheirWrappers)
{
    EXPECT_EQ(text(third_party_leaks(tree())), "");
}

TEST_F(Architecture, DependenciesFormNoCircle)
{
    EXPECT_EQ(text(circles(tree())), "");
}

TEST_F(Architecture, SourcesIncludeTheirOwnHeaderFirst)
{
    EXPECT_EQ(text(late_own_headers(tree())), "");
}

TEST_F(Architecture, FilesAreShort)
{
    EXPECT_EQ(text(long_files(tree(), 800)), "");
}

} // namespace
} // namespace gatehouse::architecture
