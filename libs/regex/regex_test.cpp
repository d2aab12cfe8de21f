#include "libs/regex/regex.h"

#include <gtest/gtest.h>

#include <thread>

namespace gatehouse::regex {
namespace {

Answer search(std::string_view pattern, std::string_view text, Letters letters = Letters::AsWritten)
{
    auto const made = Pattern::make(pattern, letters);
    EXPECT_TRUE(made) << pattern << ": " << made.error().detail;
    return made ? made->search(text) : Answer::NoMatch;
}
bool matches(std::string_view pattern, std::string_view text)
{
    return search(pattern, text) == Answer::Match;
}
bool is_refused(std::string_view pattern)
{
    auto const made = Pattern::make(pattern);
    return !made && made.error().fault == Fault::Invalid;
}

TEST(Regex, SearchesAnywhereUnlessAnchored)
{
    EXPECT_TRUE(matches("b+", "abbc"));
    EXPECT_FALSE(matches("^b+$", "abbc"));
    EXPECT_TRUE(matches("", "x"));
    EXPECT_TRUE(matches("^a$", "a\n"));
    EXPECT_FALSE(matches("^a\\z", "a\n"));
    EXPECT_FALSE(matches("a.c", "a\nc"));
    EXPECT_TRUE(matches("a.c", "a\rc"));
}

// The patterns of B2C's own password and e-mail predicates are of this kind.
TEST(Regex, LookAheadsOfPasswordRulesWork)
{
    std::string_view const rule = R"(^((?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9])).{8,64}$)";
    EXPECT_TRUE(matches(rule, "Passw0rd!"));
    EXPECT_FALSE(matches(rule, "passw0rd!"));
    EXPECT_FALSE(matches(rule, "Pa0!"));
    EXPECT_TRUE(matches(R"(^[a-zA-Z0-9.!#$%&'^_`{}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$)", "ada@example.test"));
}

TEST(Regex, LettersAndDigitsAreThoseOfUnicode)
{
    EXPECT_TRUE(matches("^\\w+$", "Grüße"));
    EXPECT_TRUE(matches("^\\d$", "٣"));
    EXPECT_TRUE(matches("^.$", "👋"));
    EXPECT_TRUE(matches("^\\p{Lu}\\u00fc[\\u00c0-\\u00ff]$", "Güß"));
    EXPECT_EQ(search("^GRÜSSE$", "grüsse", Letters::IgnoreCase), Answer::Match);
    EXPECT_EQ(search("^GRÜSSE$", "grüsse"), Answer::NoMatch);
    EXPECT_TRUE(matches("(?i)^ada$", "ADA"));
}

TEST(Regex, TextThatIsNotUtf8NeverMatches)
{
    EXPECT_EQ(search(".*", "a\xff"), Answer::NoMatch);
    EXPECT_TRUE(is_refused("a\xff"));
}

TEST(Regex, CatastrophicPatternsAreGivenUp)
{
    std::string const text = std::string(5'000, 'a') + "!";
    EXPECT_EQ(search("^(a+)+$", text), Answer::TooCostly);
    EXPECT_EQ(search("(a|aa)+$", text), Answer::TooCostly);
    EXPECT_EQ(search("^(?:(?:a*)*)*b", text), Answer::TooCostly);
    EXPECT_EQ(search("^(a|aa)*!!$", text), Answer::TooCostly);
    EXPECT_EQ(search("a", std::string(16 * 1024 + 1, 'a')), Answer::TooCostly);
}

TEST(Regex, OrdinaryPatternsWorkOnLongTexts)
{
    std::string const text = std::string(16 * 1024 - 1, 'a') + "!";
    EXPECT_EQ(search("^.*!$", text), Answer::Match);
    EXPECT_EQ(search("^[a-z]+!$", text), Answer::Match);
    EXPECT_EQ(search("^(?=.*\\d).*$", text), Answer::NoMatch);
}

TEST(Regex, NamedGroupsAreCaptured)
{
    auto const pattern = Pattern::make("(?<user>[^@]+)@(?'host'[^@]+)|(?<other>x)").value();
    auto const found = pattern.capture("ada@example.test");
    EXPECT_EQ(found.answer, Answer::Match);
    EXPECT_EQ(found.groups, (CaseMap<std::string>{ { "user", "ada" }, { "host", "example.test" } }));
    EXPECT_EQ(pattern.capture("nobody").answer, Answer::NoMatch);
    auto const twice = Pattern::make("(?:a(?<v>1)|b(?<v>2))").value();
    EXPECT_EQ(twice.capture("b2").groups.at("V"), "2");
}

TEST(Regex, ClassesMeanWhatTheyMeanInDotNet)
{
    EXPECT_TRUE(matches("^[[:alpha:]]$", "p]"));
    EXPECT_TRUE(matches("^[]a]$", "]"));
    EXPECT_TRUE(matches("^[^]a]$", "b"));
    EXPECT_TRUE(matches("^[(*+]$", "*"));
    EXPECT_TRUE(matches(R"(^[\]\[-]$)", "["));
    EXPECT_TRUE(matches(R"(^[\v]\v$)", "\x0b\x0b"));
    EXPECT_FALSE(matches(R"(^\v$)", "\x0c"));
    EXPECT_TRUE(matches(R"(^\++[+]+$)", "+++"));
}

TEST(Regex, WhatDotNetReadsOtherwiseIsRefused)
{
    for (std::string_view pattern : { "[a-z-[aeiou]]", "(*LIMIT_MATCH=999)a", "a(*ACCEPT)", R"(\Qa\E)", R"(a\Kb)",
             R"(\R)", R"(\X)", R"(\h)", R"(\Ca)", R"(\g1)", "(?R)", "(?P<n>a)", "(?C1)", "(?1)", "(?-1)", "(?+1)",
             "(?|a|b)", "(?&n)", "a++", "a*+", "a?+", "a{2}+", "\\" })
        EXPECT_TRUE(is_refused(pattern)) << pattern;
    EXPECT_TRUE(matches("(?-i)a", "a"));
    EXPECT_TRUE(matches(R"(^\*+\(*$)", "**(("));
}

TEST(Regex, BrokenPatternsAreRefusedWithTheirPlace)
{
    for (std::string_view pattern :
        { "(", "[a", "a)", "*a", "a{2,1}", "(?<n>", "[z-a]", "\\p{Nope}", "(?<=a+)b", "(?<a-b>x)" })
        EXPECT_TRUE(is_refused(pattern)) << pattern;
    EXPECT_NE(Pattern::make("ab(").error().detail.find("byte 3"), std::string::npos);
    EXPECT_TRUE(is_refused(std::string(5'000, 'a')));
    EXPECT_TRUE(is_refused(std::string(200, '(') + std::string(200, ')')));
    EXPECT_TRUE(is_refused("((a{1000}){1000}){1000}"));
}

TEST(Regex, EveryMatchGivesWayToATextWithoutMeaning)
{
    EXPECT_EQ(Pattern::make("(?<=.).(?=.*@)").value().replace("ada@x.test", "*"), "a**@x.test");
    EXPECT_EQ(Pattern::make("[0-9]").value().replace("a1b22", "$0\\"), "a$0\\b$0\\$0\\");
    EXPECT_EQ(Pattern::make("z").value().replace("a1", "*"), "a1");
    EXPECT_EQ(Pattern::make("a").value().replace(std::string(10'000, 'a'), std::string(100, 'x')), std::nullopt);
    EXPECT_EQ(Pattern::make("(a+)+$").value().replace(std::string(5'000, 'a') + "b", "*"), std::nullopt);
}

TEST(Regex, CopiesWorkInSeveralThreads)
{
    auto const pattern = Pattern::make("^(?<n>[0-9]+)$").value();
    std::vector<int> right(4, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : right)
            threads.emplace_back([&count, pattern] {
                for (int i = 0; i < 100; ++i)
                    count += pattern.capture(std::to_string(i)).groups.at("n") == std::to_string(i);
            });
    }
    EXPECT_EQ(right, std::vector<int>(4, 100));
}

} // namespace
} // namespace gatehouse::regex
