#include "libs/toml/toml.h"

#include "libs/toml/section.h"

#include <gtest/gtest.h>

#include <array>

namespace gatehouse::toml {
namespace {

constexpr std::string_view kFile = R"(name = "acme"
zone = 'first'   # order of the file, not of the alphabet
age = 42
share = 0.5
on = true
day = 2026-11-22
at = 2026-11-22T19:36:43Z
list = ["a",
        "b"]

[apps.web]
uris = []
kind = "web"

[apps.api]
kind = "api"

[[user]]
email = "ada@example.test"
[[user]]
email = "eve@example.test"
)";

std::vector<std::string> texts(std::vector<Problem> const& problems)
{
    std::vector<std::string> out;
    for (Problem const& problem : problems)
        out.push_back(text(problem));
    return out;
}

TEST(Toml, EveryKindIsReadWithItsPlace)
{
    auto const table = parse(kFile, "t.toml").value();
    EXPECT_EQ(*table.find("name")->value.as_text(), "acme");
    EXPECT_EQ(table.find("age")->value.as_integer(), 42);
    EXPECT_EQ(table.find("age")->value.as_number(), 42.0);
    EXPECT_EQ(table.find("share")->value.as_number(), 0.5);
    EXPECT_EQ(table.find("share")->value.as_integer(), std::nullopt);
    EXPECT_EQ(table.find("on")->value.as_boolean(), true);
    EXPECT_EQ(*table.find("day")->value.as_time(), "2026-11-22");
    EXPECT_EQ(*table.find("at")->value.as_time(), "2026-11-22T19:36:43Z");
    EXPECT_EQ(table.find("at")->value.as_text(), nullptr);
    auto const& list = *table.find("list")->value.as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[1].place().line, 9);
    EXPECT_EQ(list[1].place().column, 9);
    EXPECT_EQ(table.find("nobody"), nullptr);
    EXPECT_EQ(table.find("age")->place.line, 3);
    EXPECT_EQ(table.find("age")->value.place().column, 7);
}

TEST(Toml, EntriesStandInTheOrderOfTheFile)
{
    auto const table = parse(kFile, "t.toml").value();
    std::string keys;
    for (Entry const& entry : table.entries())
        keys += entry.key + " ";
    EXPECT_EQ(keys, "name zone age share on day at list apps user ");
    auto const& apps = *table.find("apps")->value.as_table();
    EXPECT_EQ(apps.entries().front().key, "web");
    EXPECT_EQ(apps.entries().front().value.as_table()->place().line, 11);
}

TEST(Toml, AMistakeIsReportedWithItsLine)
{
    auto const broken = parse("a = 1\nb = \n", "t.toml");
    ASSERT_FALSE(broken);
    ASSERT_EQ(broken.error().size(), 1U);
    EXPECT_EQ(broken.error()[0].line, 2);
    EXPECT_EQ(broken.error()[0].file, "t.toml");
    EXPECT_EQ(parse("a = 1\na = 2\n", "t.toml").error().at(0).line, 2);
    EXPECT_FALSE(parse("a = \"\xff\"", "t.toml"));
    EXPECT_FALSE(parse("a = " + std::string(100'000, '['), "t.toml"));
    EXPECT_TRUE(parse("", "t.toml").value().entries().empty());
}

TEST(TomlSection, ValuesAreReadByKind)
{
    auto const table = parse(kFile, "t.toml").value();
    std::string const file = "t.toml";
    std::vector<Problem> problems;
    Section top(table, file, problems);
    EXPECT_EQ(top.required_text("name"), "acme");
    EXPECT_EQ(top.text("absent", "other"), "other");
    EXPECT_EQ(top.integer("age", 1, { .least = 0, .most = 150 }), 42);
    EXPECT_TRUE(top.boolean("on", false));
    EXPECT_EQ(top.texts("list"), (std::vector<std::string>{ "a", "b" }));
    std::vector<std::string> emails;
    for (Section& user : top.sections("user"))
        emails.push_back(user.required_text("email"));
    EXPECT_EQ(emails, (std::vector<std::string>{ "ada@example.test", "eve@example.test" }));
    std::string kinds;
    for (auto& [key, app] : top.named_sections("apps"))
        kinds += key + "=" + app.word("kind", std::array<std::string_view, 2>{ "web", "api" }) + " ";
    EXPECT_EQ(kinds, "web=web api=api ");
    EXPECT_EQ(texts(problems), std::vector<std::string>());
}

TEST(TomlSection, EveryProblemIsReportedAtOnce)
{
    std::string const file = "t.toml";
    auto const table = parse(
        "name = 7\nempty = \"\"\nage = 200\nlist = [\"a\", 1]\nkind = \"x\"\n[app]\non = \"yes\"\nnmae = 1\n", file)
                           .value();
    std::vector<Problem> problems;
    Section top(table, file, problems);
    top.required_text("name");
    top.required_text("empty");
    top.required_text("gone");
    EXPECT_EQ(top.integer("age", 1, { .least = 0, .most = 150 }), 1);
    EXPECT_EQ(top.texts("list"), std::vector<std::string>{ "a" });
    EXPECT_EQ(top.word("kind", std::array<std::string_view, 2>{ "web", "api" }), "web");
    auto app = top.section("app");
    ASSERT_TRUE(app);
    EXPECT_FALSE(app->boolean("on", false));
    app->report("on", "twice");
    app->report_unknown_keys();
    top.report_unknown_keys();
    EXPECT_EQ(texts(problems),
        (std::vector<std::string>{ "t.toml:1:8: 'name' must be text, not a whole number",
            "t.toml:2:9: 'empty' must not be empty", "t.toml:1:1: 'gone' is missing",
            "t.toml:3:7: 'age' must be from 0 to 150",
            "t.toml:4:14: each item of 'list' must be text, not a whole number",
            "t.toml:5:8: 'kind' must be one of 'web', 'api'", "t.toml:7:6: 'on' must be true or false, not text",
            "t.toml:7:6: twice", "t.toml:8:1: unknown key 'nmae'" }));
}

TEST(TomlSection, ATableOfFreeNamesHasNoUnknownKeys)
{
    std::string const file = "t.toml";
    auto const table = parse("a = 1\nb = 2\n", file).value();
    std::vector<Problem> problems;
    Section top(table, file, problems);
    EXPECT_EQ(top.all().size(), 2U);
    top.report_unknown_keys();
    EXPECT_TRUE(problems.empty());
}

} // namespace
} // namespace gatehouse::toml
