#include "libs/xml/xml.h"

#include <gtest/gtest.h>

namespace gatehouse::xml {
namespace {

std::string repeat(std::string_view text, size_t times)
{
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

TEST(Xml, ElementsCarryNamesTextAttributesAndPlace)
{
    auto const root
        = parse("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<a xmlns=\"urn:x\"\r\n   one='1'>\r\n"
                "  \xc3\xa4<b two=\"&lt;2&gt;\" xml:lang=\"de\">t&amp;<![CDATA[<c>]]></b><b/></a>");
    ASSERT_TRUE(root.has_value()) << root.error().message;
    EXPECT_EQ(root->name, "a");
    EXPECT_EQ(root->space, "urn:x");
    EXPECT_EQ(*root->attribute("one"), "1");
    EXPECT_EQ(root->line, 2);
    EXPECT_EQ(root->column, 1);
    ASSERT_EQ(root->children.size(), 2U);
    Node const& b = root->children[0];
    EXPECT_EQ(b.text, "t&<c>");
    EXPECT_EQ(*b.attribute("two"), "<2>");
    EXPECT_EQ(b.attribute("lang"), nullptr) << "it has a namespace";
    EXPECT_EQ(b.line, 4);
    EXPECT_EQ(b.column, 4) << "columns count characters, not bytes";
    EXPECT_EQ(root->children[1].line, 4);
    EXPECT_EQ(root->text, "\n  \xc3\xa4");
}

TEST(Xml, CommentsAndInstructionsAreDropped)
{
    auto const root = parse("<!-- <a> & --><a><?php echo '<!DOCTYPE' ?>x<!-- y -->z</a><!-- end -->");
    ASSERT_TRUE(root.has_value()) << root.error().message;
    EXPECT_EQ(root->text, "xz");
}

TEST(Xml, ProblemsSayWhere)
{
    auto const wrong = parse("<a>\n  <b>\n  </c>\n</a>");
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().line, 3);
    EXPECT_NE(wrong.error().message.find("b"), std::string::npos);
}

TEST(Xml, BrokenTextsAreRefused)
{
    for (std::string_view const text : { "", " ", "<a>", "<a/><b/>", "a", "<a b=1/>", "<a b='1' b='2'/>",
             "<a>&nope;</a>", "<p:a/>", "<a>\xff</a>", "<a/>x", "<a", "<a b='", "<!--", "<a>&#0;</a>", "<a b='<'/>",
             "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>" })
        EXPECT_FALSE(parse(text).has_value()) << text;
    EXPECT_FALSE(parse(std::string_view("<a>\0</a>", 8)).has_value());
}

TEST(Xml, Attack68DoctypesAreRefusedBeforeAnyEntityIsRead)
{
    std::string_view const bombs[] = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x \"lol\"><!ENTITY y \"&x;&x;&x;&x;\">]><a>&y;</a>",
        "<!DOCTYPE a SYSTEM \"http://localhost/x.dtd\"><a/>",
        "<?xml version=\"1.0\"?>\n<!-- c -->\n<!DOCTYPE a [<!ENTITY % p SYSTEM \"x\"> %p;]><a/>",
    };
    for (std::string_view const text : bombs) {
        auto const answer = parse(text);
        ASSERT_FALSE(answer.has_value()) << text;
        EXPECT_EQ(answer.error().message, "a DOCTYPE is not allowed") << text;
    }
    EXPECT_EQ(parse(bombs[4]).error().line, 3);
}

TEST(Xml, LimitsHold)
{
    EXPECT_TRUE(parse(repeat("<a>", 100) + repeat("</a>", 100)).has_value());
    auto const deep = parse(repeat("<a>", 101) + repeat("</a>", 101));
    ASSERT_FALSE(deep.has_value());
    EXPECT_EQ(deep.error().column, 301);
    EXPECT_FALSE(parse("<a>" + repeat("<b/>", 20) + "</a>", { .nodes = 20 }).has_value());
    EXPECT_FALSE(parse("<a>" + repeat("x", 100) + "</a>", { .bytes = 100 }).has_value());
    std::string many = "<a";
    for (int i = 0; i < 65; ++i)
        many += " x" + std::to_string(i) + "='>'";
    EXPECT_FALSE(parse(many + "/>").has_value());
    EXPECT_TRUE(parse(many + "/>", { .attributes = 65 }).has_value());
}

TEST(Xml, LongTextsKeepTheirPlaces)
{
    // The parser gives its buffer back piece by piece: offsets must stay those of the whole text.
    std::string text = "<a>\n";
    for (int i = 0; i < 20'000; ++i)
        text += "  <item key=\"" + std::to_string(i) + "\">value</item>\n";
    auto const root = parse(text + "</a>");
    ASSERT_TRUE(root.has_value()) << root.error().message;
    ASSERT_EQ(root->children.size(), 20'000U);
    for (size_t i = 0; i < root->children.size(); i += 997) {
        EXPECT_EQ(root->children[i].line, static_cast<int>(i) + 2);
        EXPECT_EQ(root->children[i].column, 3);
    }
}

TEST(Xml, EscapedTextReadsTheSameAgain)
{
    std::string const nasty = "a<b>&\"'\t\r\n\xc3\xa4]]>";
    auto const root = parse("<a b=\"" + escape(nasty) + "\">" + escape(nasty) + "</a>");
    ASSERT_TRUE(root.has_value()) << root.error().message;
    EXPECT_EQ(root->text, nasty);
    EXPECT_EQ(*root->attribute("b"), nasty);
}

} // namespace
} // namespace gatehouse::xml
