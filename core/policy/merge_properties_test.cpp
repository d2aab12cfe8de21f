// What holds for merging whatever the files say, on trees made by chance.
#include "core/policy/merge.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gatehouse::policy {
namespace {

constexpr int kTrees = 400;

// Trees of elements that are known by a key and merge by overlay, with a few ids, so that files meet often.
class Trees {
public:
    explicit Trees(std::uint64_t seed)
        : random_(seed)
    {
    }

    Element policy()
    {
        Element root = named("TrustFrameworkPolicy");
        for (char const* section : { "ClaimsProviders", "BuildingBlocks" })
            if (chance(3) > 0)
                root.children.push_back(this->section(section));
        return root;
    }

private:
    std::uint32_t chance(std::uint32_t below)
    {
        std::array<unsigned char, 4> bytes{};
        random_.fill(bytes);
        std::uint32_t number = 0;
        for (unsigned char const byte : bytes)
            number = number << 8 | byte;
        return number % below;
    }
    static Element named(std::string const& name)
    {
        Element element;
        element.name = name;
        return element;
    }
    // Like siblings stand once in a file.
    template <class Make>
    void add_some(Element& parent, Make const& make)
    {
        std::set<std::string> seen;
        for (std::uint32_t i = chance(4); i > 0; --i) {
            Element element = make();
            if (seen.insert(element.name + " " + element.attributes.front().value).second)
                parent.children.push_back(std::move(element));
        }
    }
    Element keyed(std::string const& name, std::string const& key)
    {
        Element element = named(name);
        element.set(key, "id" + std::to_string(chance(4)));
        return element;
    }
    Element section(std::string const& name)
    {
        Element section = named(name);
        add_some(section, [&] {
            Element profile = keyed("TechnicalProfile", "Id");
            if (chance(2) == 0) {
                profile.children.push_back(named("DisplayName"));
                profile.children.back().text = "text" + std::to_string(chance(100));
            }
            Element metadata = named("Metadata");
            add_some(metadata, [&] {
                Element item = keyed("Item", "Key");
                item.text = "value" + std::to_string(chance(100));
                return item;
            });
            profile.children.push_back(std::move(metadata));
            return profile;
        });
        return section;
    }

    testkit::FakeRandom random_;
};

std::string dump(Element const& element)
{
    std::string out = "<" + element.name;
    for (Attribute const& attribute : element.attributes)
        out += " " + attribute.name + "=" + attribute.value;
    out += ">" + element.text;
    for (Element const& child : element.children)
        out += dump(child);
    return out + "</>";
}

Element merged(Element base, Element const& child)
{
    merge(base, child);
    return base;
}

// "TechnicalProfile id1/Metadata/Item id2" of every element, with its text.
void collect(Element const& element, std::string const& above, std::map<std::string, std::string>& into)
{
    std::string const path
        = above + "/" + element.name + (element.attributes.empty() ? "" : " " + element.attributes.front().value);
    into[path] = element.text;
    for (Element const& child : element.children)
        collect(child, path, into);
}
std::map<std::string, std::string> texts(Element const& root)
{
    std::map<std::string, std::string> all;
    collect(root, "", all);
    return all;
}

template <class Law>
void for_trees(Law const& law)
{
    for (std::uint64_t seed = 1; seed <= kTrees && !testing::Test::HasFailure(); ++seed) {
        Trees trees(seed);
        SCOPED_TRACE("tree " + std::to_string(seed));
        Element const base = trees.policy();
        Element const child = trees.policy();
        law(base, child, trees.policy());
    }
}

TEST(MergeProperties, AnEmptyFileChangesNothing)
{
    Element empty;
    empty.name = "TrustFrameworkPolicy";
    for_trees([&](Element const& base, Element const&, Element const&) {
        EXPECT_EQ(dump(merged(base, empty)), dump(base));
        EXPECT_EQ(dump(merged(empty, base)), dump(base));
    });
}

TEST(MergeProperties, AFileOverItselfOrTwiceIsOnce)
{
    for_trees([](Element const& base, Element const& child, Element const&) {
        EXPECT_EQ(dump(merged(base, base)), dump(base));
        Element const once = merged(base, child);
        EXPECT_EQ(dump(merged(once, child)), dump(once));
    });
}

TEST(MergeProperties, TheChildsTextWinsAndNothingIsLost)
{
    for_trees([](Element const& base, Element const& child, Element const&) {
        auto const all = texts(merged(base, child));
        auto const of_base = texts(base);
        auto const of_child = texts(child);
        for (auto const& [path, text] : of_child)
            EXPECT_EQ(all.contains(path) ? all.at(path) : "(lost)", text) << path;
        for (auto const& [path, text] : of_base)
            if (!of_child.contains(path))
                EXPECT_EQ(all.contains(path) ? all.at(path) : "(lost)", text) << path;
        for (auto const& [path, text] : all)
            EXPECT_TRUE(of_base.contains(path) || of_child.contains(path)) << path << " comes from nowhere";
    });
}

// A chain may be read from either end.
TEST(MergeProperties, MergingIsAssociative)
{
    for_trees([](Element const& base, Element const& child, Element const& leaf) {
        EXPECT_EQ(dump(merged(merged(base, child), leaf)), dump(merged(base, merged(child, leaf))));
    });
}

} // namespace
} // namespace gatehouse::policy
