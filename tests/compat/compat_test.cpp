// docs/compat.md against the tree: every row says what became of a feature, and what it names exists.
#include "core/model/error_catalogue.h"
#include "core/policy/language.h"
#include "core/policy/transforms/table.h"
#include "libs/base/text.h"
#include "libs/testkit/golden.h"
#include "libs/testkit/test_names.h"
#include "tests/compat/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>

namespace gatehouse::compat {
namespace {

using Names = std::set<std::string>;

std::string place(Row const& row)
{
    return "docs/compat.md:" + std::to_string(row.line) + ": " + row.feature;
}

// "[text](target)".
std::vector<std::pair<std::string, std::string>> links(std::string const& text)
{
    std::vector<std::pair<std::string, std::string>> found;
    static std::regex const link(R"(\[((?:[^\]]|\](?!\())*)\]\(([^)]*)\))");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), link); at != std::sregex_iterator(); ++at)
        found.emplace_back((*at)[1].str(), (*at)[2].str());
    return found;
}

TEST(CompatPage, EveryRowSaysWhatBecameOfTheFeature)
{
    EXPECT_GT(rows().size(), 200U);
    Names const words{ "same", "different", "absent", "own" };
    for (Row const& row : rows()) {
        EXPECT_TRUE(words.contains(row.status)) << place(row) << ": \"" << row.status << "\"";
        EXPECT_FALSE(row.status == "different" && row.notes.empty()) << place(row) << " does not say why";
    }
}

TEST(CompatPage, WhatIsThereIsShownByATest)
{
    Names const tests = testkit::tests_of_the_tree();
    for (Row const& row : rows()) {
        EXPECT_FALSE(row.is_there() && row.tests.empty()) << place(row) << " names no test";
        for (std::string const& test : row.tests)
            EXPECT_TRUE(tests.contains(test)) << place(row) << ": there is no test " << test;
    }
}

TEST(CompatPage, LinksLeadSomewhere)
{
    Names const known = differences();
    EXPECT_GT(known.size(), 30U);
    for (Row const& row : rows())
        for (auto const& [text, target] : links(row.notes)) {
            if (target == "#named-differences")
                EXPECT_TRUE(known.contains(text)) << place(row) << ": there is no difference named " << text;
            else
                EXPECT_TRUE(std::filesystem::exists("docs/" + target)) << place(row) << ": " << target;
        }
}

// Who adds a difference says which feature it is of.
TEST(CompatPage, EveryNamedDifferenceBelongsToAFeature)
{
    Names linked;
    for (Row const& row : rows())
        for (auto const& [text, target] : links(row.notes))
            linked.insert(text);
    for (std::string const& difference : differences())
        EXPECT_TRUE(linked.contains(difference))
            << "docs/compat.md: no row of \"Feature by feature\" has a link [" << difference << "](#named-differences)";
}

TEST(CompatPage, NumbersAreInTheCatalogue)
{
    std::string const text = testkit::read_file("docs/compat.md");
    std::regex const number(R"(\b9[059][0-9]{3}\b)");
    int seen = 0;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), number); at != std::sregex_iterator(); ++at, ++seen)
        EXPECT_TRUE(find_error(std::stoi(at->str()))) << at->str();
    EXPECT_GT(seen, 50);
}

TEST(CompatTables, TransformationsAreThoseOfTheTable)
{
    Named const page = named_in("transformations");
    Names methods;
    for (policy::TransformCall const* one : policy::all_transforms())
        methods.insert(std::string(one->method));
    EXPECT_EQ(page.there, methods);
    EXPECT_GE(page.there.size() + page.absent.size(), 71U) << "B2C has 71 of them";
    for (std::string const& name : page.absent)
        EXPECT_EQ(policy::find_transform(name), nullptr) << name;
}

TEST(CompatTables, HandlersAreThoseOfTheCompiler)
{
    Named code;
    for (policy::HandlerClass const& one : policy::handler_classes())
        (one.kind ? code.there : code.absent).insert(std::string(one.name));
    Named const page = named_in("handlers");
    EXPECT_EQ(page.there, code.there);
    EXPECT_EQ(page.absent, code.absent);
}

// The keys that are read of a tenant's flows, attributes, connectors and identity providers.
TEST(CompatTables, SettingsAreTheKeysOfTheTenantFile)
{
    std::string const source = testkit::read_file("apps/gatehouse/tenant_flows.cpp")
        + testkit::read_file("apps/gatehouse/tenant_providers.cpp");
    // Readers of libs/toml/section.h, secrets, and places of the API connectors.
    std::regex const read(
        R"re((?:\b\w+(?:\.|->)(?:text|required_text|texts|word|boolean|integer|section|named_sections)\(|\bkeep\(|Place\{ )"([a-z_]+)")re");
    Names keys;
    for (auto at = std::sregex_iterator(source.begin(), source.end(), read); at != std::sregex_iterator(); ++at)
        keys.insert((*at)[1].str());
    Named const page = named_in("settings");
    EXPECT_EQ(page.there, keys);
    EXPECT_EQ(page.absent, Names());
}

} // namespace
} // namespace gatehouse::compat
