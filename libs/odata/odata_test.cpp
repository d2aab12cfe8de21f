#include "libs/odata/query.h"

#include <gtest/gtest.h>

namespace gatehouse::odata {
namespace {

std::string read(std::string_view text)
{
    auto const filter = parse_filter(text);
    return filter ? text_of(*filter) : "! " + filter.error().detail;
}

TEST(Filter, ReadsWhatGraphOffers)
{
    struct Case {
        char const* text;
        char const* canonical;
    };
    constexpr Case kCases[] = {
        { "displayName eq 'Ann Lee'", "displayName eq 'Ann Lee'" },
        { "displayName EQ 'O''Neill'", "displayName eq 'O''Neill'" },
        { "displayName eq ''", "displayName eq ''" },
        { "mail eq null", "mail eq null" },
        { "accountEnabled eq false", "accountEnabled eq false" },
        { "accountEnabled ne TRUE", "accountEnabled ne true" },
        { "extension_x_Points ge -7", "extension_x_Points ge -7" },
        { "createdDateTime ge 2026-01-01T00:00:00Z", "createdDateTime ge 2026-01-01T00:00:00Z" },
        { "createdDateTime lt 2026-01-01T00:00:00+01:00", "createdDateTime lt 2026-01-01T00:00:00+01:00" },
        { "id eq 87d349ed-44d7-43e1-9a83-5f2406dee5bd", "id eq 87d349ed-44d7-43e1-9a83-5f2406dee5bd" },
        { "startsWith(displayName,'A')", "startswith(displayName,'A')" },
        { "startswith( displayName , 'A' )", "startswith(displayName,'A')" },
        { "endsWith(mail,'@example.org')", "endswith(mail,'@example.org')" },
        { "contains(displayName,'x')", "contains(displayName,'x')" },
        { "a eq 1 and b eq 2 or c eq 3", "((a eq 1 and b eq 2) or c eq 3)" },
        { "a eq 1 and (b eq 2 or c eq 3)", "(a eq 1 and (b eq 2 or c eq 3))" },
        { "a eq 1 or b eq 2 or c eq 3", "(a eq 1 or b eq 2 or c eq 3)" },
        { "not a eq 1 and b eq 2", "(not a eq 1 and b eq 2)" },
        { "NOT (a eq 1)", "not a eq 1" },
        { "not startsWith(a,'b')", "not startswith(a,'b')" },
        { "id in ('a','b')", "(id eq 'a' or id eq 'b')" },
        { "id in ('a')", "id eq 'a'" },
        { "(((a eq 1)))", "a eq 1" },
        { "otherMails/any(x:x eq 'a@b.test')", "otherMails/any(x:x eq 'a@b.test')" },
        { "identities/any(c:c/issuerAssignedId eq 'a' and c/issuer eq 'b')",
            "identities/any(c:(c/issuerAssignedId eq 'a' and c/issuer eq 'b'))" },
        { "otherMails/ANY( x : startswith(x,'a') )", "otherMails/any(x:startswith(x,'a'))" },
        { "displayName eq ') or (1 eq 1'", "displayName eq ') or (1 eq 1'" },
        { "displayName eq 'J\xc3\xbcrgen'", "displayName eq 'J\xc3\xbcrgen'" },
    };
    for (Case const& one : kCases) {
        EXPECT_EQ(read(one.text), one.canonical) << one.text;
        EXPECT_EQ(read(one.canonical), one.canonical);
    }
}

TEST(Filter, SaysWhatIsWrongAndWhere)
{
    struct Case {
        char const* text;
        char const* words;
    };
    constexpr Case kCases[] = {
        { "", "an expression is expected at position 0" },
        { "displayName", "an operator is expected at position 11" },
        { "displayName eq", "a value is expected at position 14" },
        { "displayName eq 'Ann", "unterminated string literal at position 15" },
        { "displayName is 'Ann'", "'is' is no operator at position 12" },
        { "displayName eq 'a' 'b'", "Syntax error at position 19" },
        { "displayName eq 'a' and", "an expression is expected at position 22" },
        { "(displayName eq 'a'", "')' is expected at position 19" },
        { "displayName eq 'a')", "Syntax error at position 18" },
        { "soundslike(displayName,'a')", "An unknown function with name 'soundslike'" },
        { "startsWith(displayName)", "',' is expected" },
        { "startsWith(displayName,5)", "a text in single quotes is expected" },
        { "id in ()", "a value is expected" },
        { "id in 'a'", "'(' is expected" },
        { "identities/any()", "a name for the element is expected" },
        { "identities/any(c c/issuer eq 'a')", "':' is expected" },
        { "a/all(x:x eq 1)", "'all' is not offered (any is), it was found at position 0" },
        { "a/some(x:x eq 1)", "An unknown function with name 'a/some'" },
        { "a/any(x:x eq 1 and)", "Syntax error at position 18" },
        { "a/any(x:x eq 1", "')' is expected at position 14" },
        { "a eq 1; drop table users", "this character is not valid at position 6" },
        { "a eq \"b\"", "this character is not valid at position 5" },
        { "a eq 1 and and b eq 2", "'b' is no operator" },
    };
    for (Case const& one : kCases)
        EXPECT_NE(read(one.text).find(one.words), std::string::npos) << one.text << ": " << read(one.text);
}

TEST(Filter, HasBounds)
{
    auto const repeated = [](std::string const& piece, size_t times) {
        std::string all;
        for (size_t i = 0; i < times; ++i)
            all += piece;
        return all;
    };
    EXPECT_EQ(read(repeated("(", 10) + "a eq 1" + repeated(")", 10)), "a eq 1");
    EXPECT_NE(read(repeated("(", 11) + "a eq 1" + repeated(")", 11)).find("nested deeper than 10"), std::string::npos);
    EXPECT_NE(read(repeated("not ", 5000) + "a eq 1").find("longer than 8192"), std::string::npos);
    EXPECT_NE(read(repeated("not ", 11) + "a eq 1").find("nested deeper"), std::string::npos);
    EXPECT_NE(read("a eq 0" + repeated(" or a eq 0", 100)).find("more than 100 comparisons"), std::string::npos);
}

Result<Query> query(std::string_view text)
{
    return parse_query(url::parse_form(text).value());
}

TEST(Query, ReadsItsOptionsInAnyCase)
{
    Query const all
        = query("%24Filter=a%20eq%201&$SELECT=id,%20displayName&$top=5&$orderby=displayName%20desc,id"
                "&$count=true&$skiptoken=abc&$expand=manager&$search=%22displayName:ann%22%20AND%20%22mail:b%22")
              .value();
    EXPECT_EQ(text_of(*all.filter), "a eq 1");
    EXPECT_EQ(all.select, (std::vector<std::string>{ "id", "displayName" }));
    EXPECT_EQ(all.top, 5);
    ASSERT_EQ(all.order.size(), 2U);
    EXPECT_TRUE(all.order[0].descending);
    EXPECT_FALSE(all.order[1].descending);
    EXPECT_TRUE(all.count);
    EXPECT_EQ(all.skip_token, "abc");
    ASSERT_EQ(all.search.size(), 2U);
    EXPECT_EQ(all.search[1].path, "mail");
    EXPECT_EQ(all.search[1].text, "b");
}

TEST(Query, KnowsItsOptions)
{
    for (char const* name : { "$filter", "$SELECT", "$skiptoken", "$deltaToken" })
        EXPECT_TRUE(is_option(name)) << name;
    for (char const* name : { "filter", "$skip", "$", "" })
        EXPECT_FALSE(is_option(name)) << name;
}

TEST(Query, SaysWhatIsWrong)
{
    auto const fault = [](std::string_view text) { return query(text).error().detail; };
    EXPECT_EQ(fault("filter=a"), "Unrecognized query argument specified: 'filter'.");
    EXPECT_EQ(fault("$skip=3"), "Unrecognized query argument specified: '$skip'.");
    EXPECT_NE(fault("$top=1&$TOP=2").find("more than once"), std::string::npos);
    EXPECT_NE(fault("$top=0").find("between 1 and 999"), std::string::npos);
    EXPECT_NE(fault("$top=1000").find("between 1 and 999"), std::string::npos);
    EXPECT_NE(fault("$count=yes").find("true or false"), std::string::npos);
    EXPECT_NE(fault("$select=a;b").find("not the name of a property"), std::string::npos);
    EXPECT_NE(fault("$orderby=a%20up").find("Invalid orderby"), std::string::npos);
    EXPECT_NE(fault("$orderby=").find("Invalid orderby"), std::string::npos);
    for (char const* search : { "ann", "%22ann%22", "%22displayName:%22", "%22a:b%22%20OR%20%22c:d%22", "%22a:b" })
        EXPECT_NE(fault(std::string("$search=") + search).find("Syntax error in $search"), std::string::npos) << search;
}

TEST(Query, TheFingerprintIsOfTheQuestionAndNotOfThePage)
{
    std::string const one = query("$filter=a%20eq%201&$top=5").value().fingerprint();
    EXPECT_EQ(one, query("$top=5&$filter=a%20EQ%201&$skiptoken=x").value().fingerprint());
    for (char const* other :
        { "$filter=a%20eq%202&$top=5", "$filter=a%20eq%201&$top=6", "$filter=a%20eq%201&$top=5&$select=id",
            "$filter=a%20eq%201&$top=5&$orderby=a", "$filter=a%20eq%201&$top=5&$count=true" })
        EXPECT_NE(one, query(other).value().fingerprint()) << other;
}

} // namespace
} // namespace gatehouse::odata
