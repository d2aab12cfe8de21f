#include "libs/html/html.h"

#include <gtest/gtest.h>

namespace gatehouse::html {
namespace {

TEST(Html, TextIsEscapedAndSafeIsNot)
{
    auto const page = fill("<p title=\"{{t}}\">{{t}}{{inner}}</p>", {{"t", "<script>'\"&"}, {"inner", trusted("<b>x</b>")}});
    EXPECT_EQ(page.text(), "<p title=\"&lt;script&gt;&#39;&quot;&amp;\">&lt;script&gt;&#39;&quot;&amp;<b>x</b></p>");
}

TEST(Html, ASlotInsideAValueIsNotFilledAgain)
{
    EXPECT_EQ(fill("{{a}}{{b}}", {{"a", "{{b}}"}, {"b", "x"}}).text(), "{{b}}x");
}

TEST(HtmlDeathTest, AnUnknownSlotEndsTheProgram) { EXPECT_DEATH(std::ignore = fill("{{nobody}}", {}), "slot"); }

} // namespace
} // namespace gatehouse::html
