#include "libs/json/json.h"

#include <gtest/gtest.h>

namespace gatehouse::json {
namespace {

std::string round_trip(std::string_view text)
{
    auto const value = parse(text);
    return value ? write(*value) : "refused: " + value.error().detail;
}

TEST(Json, ReadsAndWritesEveryKindInOrder)
{
    std::string const text = R"({"z":null,"a":true,"m":[1,-2,[],{}],"d":0.5,"t":"x","o":{"k":false}})";
    EXPECT_EQ(round_trip(text), text);
    EXPECT_EQ(round_trip(" [ 1 , 2 ] \n"), "[1,2]");
    EXPECT_EQ(round_trip("\"top\""), "\"top\"");
}

TEST(Json, ShortcutsAnswerOnlyTheRightType)
{
    auto const object = parse_object(R"({"t":"x","i":5,"b":true,"o":{"k":1},"a":[1],"d":1.5})").value();
    EXPECT_EQ(object.text("t"), "x");
    EXPECT_EQ(object.integer("i"), 5);
    EXPECT_EQ(object.boolean("b"), true);
    EXPECT_EQ(object.object("o")->integer("k"), 1);
    EXPECT_EQ(object.array("a")->size(), 1U);
    EXPECT_EQ(object.text("i"), std::nullopt);
    EXPECT_EQ(object.integer("d"), std::nullopt);
    EXPECT_EQ(object.integer("absent"), std::nullopt);
    EXPECT_EQ(object.array("o"), nullptr);
}

TEST(Json, SetReplacesInPlaceAndEraseRemoves)
{
    Object object{ { "a", 1 }, { "b", 2 }, { "a", 3 } };
    object.set("b", "two");
    object.set("c", Array{ Value(1), Value() });
    EXPECT_EQ(write(object), R"({"a":3,"b":"two","c":[1,null]})");
    object.erase("b");
    EXPECT_EQ(object, (Object{ { "c", Array{ Value(1), Value() } }, { "a", 3 } }));
    EXPECT_FALSE(object == (Object{ { "c", Array{ Value(1), Value() } }, { "b", 3 } }));
}

TEST(Json, Attack49DuplicateNamesAreRefusedAtEveryDepth)
{
    EXPECT_FALSE(parse(R"({"alg":"RS256","alg":"none"})"));
    EXPECT_FALSE(parse(R"([{"a":{"b":1,"\u0062":2}}])"));
    std::string many = "{";
    for (int i = 0; i < 50; ++i)
        many += "\"n" + std::to_string(i) + "\":1,";
    EXPECT_TRUE(parse(many + "\"m\":1}"));
    EXPECT_FALSE(parse(many + "\"n7\":1}"));
}

TEST(Json, RefusesWhatIsNotStrictJson)
{
    for (std::string_view text : { "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "[1] 2", "[1]]", "01", "+1",
             "1.", ".5", "NaN", "Infinity", "/*c*/1", "1//c", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
             "nul", "[1 2]", "\xef\xbb\xbf[]", "1e999", "-1e999" })
        EXPECT_FALSE(parse(text)) << text;
    EXPECT_FALSE(parse(std::string_view("[1]\0", 4)));
    EXPECT_FALSE(parse_object("[]"));
}

TEST(Json, RefusesTextThatIsNotUtf8)
{
    EXPECT_FALSE(parse("\"\xff\""));
    EXPECT_FALSE(parse("\"\xc0\x80\""));
    EXPECT_FALSE(parse("\"\xed\xa0\x80\""));
    EXPECT_FALSE(parse("{\"\xe2\x82\":1}"));
    EXPECT_EQ(round_trip("\"Gr\\u00fc\xc3\x9f \\ud83d\\udc4b\""), "\"Grüß 👋\"");
}

TEST(Json, Attack72DepthSizeAndManyMembersAreBounded)
{
    auto const nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parse(nested(32)));
    EXPECT_FALSE(parse(nested(33)));
    EXPECT_FALSE(parse(nested(500'000)));
    EXPECT_TRUE(parse(nested(3), { .depth = 3 }));
    EXPECT_FALSE(parse(nested(4), { .depth = 3 }));
    EXPECT_TRUE(parse("\"123\"", { .bytes = 5 }));
    EXPECT_FALSE(parse("\"1234\"", { .bytes = 5 }));
    std::string claims = "{";
    for (int i = 0; i < 20'000; ++i)
        claims += "\"c" + std::to_string(i) + "\":0,";
    EXPECT_FALSE(parse(claims + "\"c0\":0}", { .bytes = 4 << 20 }));
    EXPECT_EQ(parse_object(claims + "\"x\":0}", { .bytes = 4 << 20 }).value().members().size(), 20'001U);
}

TEST(Json, NumbersKeepTheirValue)
{
    EXPECT_EQ(*parse("9223372036854775807")->as_integer(), INT64_MAX);
    EXPECT_EQ(*parse("-9223372036854775808")->as_integer(), INT64_MIN);
    EXPECT_EQ(*parse("9223372036854775808")->as_double(), 9223372036854775808.0);
    EXPECT_EQ(*parse("-9223372036854775809")->as_double(), -9223372036854775808.0);
    EXPECT_EQ(*parse("123456789012345678901234567890")->as_double(), 123456789012345678901234567890.0);
    EXPECT_EQ(*parse("0.30000000000000004")->as_double(), 0.1 + 0.2);
    EXPECT_EQ(*parse("2.2250738585072014e-308")->as_double(), 2.2250738585072014e-308);
    EXPECT_EQ(round_trip("1.7976931348623157e308"), "1.7976931348623157e+308");
    EXPECT_EQ(write(Value(std::numeric_limits<double>::infinity())), "null");
}

TEST(Json, WrittenTextIsSafeInsideAScriptElement)
{
    EXPECT_EQ(write(Value("</script>&\xe2\x80\xa8\xe2\x80\xa9")), R"("\u003c/script\u003e\u0026\u2028\u2029")");
    EXPECT_EQ(write(Value(std::string("\"\\\n\r\t\b\x01\x7f\0", 9))), R"("\"\\\n\r\t\u0008\u0001\u007f\u0000")");
}

TEST(Json, WrittenTextIsAlwaysUtf8)
{
    EXPECT_EQ(write(Value("a\xff"
                          "b\xe2\x82")),
        "\"a\xef\xbf\xbd"
        "b\xef\xbf\xbd\xef\xbf\xbd\"");
    EXPECT_EQ(write(Value("ü€👋")), "\"ü€👋\"");
    EXPECT_EQ(write(Object{ { "<ü>", 1 } }), R"({"\u003cü\u003e":1})");
}

TEST(Json, PrettyTextIsIndentedByTwo)
{
    EXPECT_EQ(write_pretty(parse(R"({"a":[1,{"b":"x"}],"e":[],"f":{}})").value()),
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ],\n  \"e\": [],\n  \"f\": {}\n}");
}

TEST(Json, TheErrorNamesTheByte)
{
    EXPECT_NE(parse("[1,x]").error().detail.find("byte 3"), std::string::npos) << parse("[1,x]").error().detail;
    EXPECT_EQ(parse("[1,x]").error().fault, Fault::Invalid);
}

} // namespace
} // namespace gatehouse::json
