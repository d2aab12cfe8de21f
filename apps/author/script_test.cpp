#include "apps/author/script.h"

#include <gtest/gtest.h>

namespace gatehouse::author {
namespace {

TEST(Script, LinesHaveVerbWordsAndPairs)
{
    auto lines = read_script("# a comment\n\n  get  authorize prompt=none name=\"Ada Lovelace\" empty=\n");
    ASSERT_TRUE(lines.has_value());
    ASSERT_EQ(lines->size(), 1u);
    Line& line = lines->front();
    EXPECT_EQ(line.number, 3);
    EXPECT_EQ(line.verb, "get");
    EXPECT_EQ(line.word(0), "authorize");
    EXPECT_EQ(line.word(1), "");
    EXPECT_EQ(line.take("name"), "Ada Lovelace");
    EXPECT_EQ(line.take("name"), std::nullopt);
    EXPECT_EQ(line.take("empty"), "");
    EXPECT_EQ(line.pairs.size(), 1u);
}

TEST(Script, AnOpenQuotationMarkIsNamedByItsLine)
{
    auto const lines = read_script("page Unified\nshows \"half\npost");
    ASSERT_FALSE(lines.has_value());
    EXPECT_EQ(lines.error().detail, "line 2: a quotation mark is not closed");
}

} // namespace
} // namespace gatehouse::author
