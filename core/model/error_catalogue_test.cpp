#include "core/model/error_catalogue.h"

#include "libs/base/text.h"
#include "libs/testkit/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace gatehouse {
namespace {

struct Raised {
    int code = 0;
    std::string error; // "" when no OAuth error stands beside the number
    std::string file;
};

// Numbers in the code of the core and the edges, with the OAuth error that stands behind them.
std::vector<Raised> raised()
{
    std::vector<Raised> all;
    std::regex const number("\\b(9[059][0-9]{3})\\b(?:,\\s*\"([a-z_]+)\"\\s*[,)}])?");
    for (char const* room : { "core", "edges", "policies/builtin" })
        for (auto const& entry : std::filesystem::recursive_directory_iterator(room)) {
            std::string const path = entry.path().string();
            bool const counts = (path.ends_with(".cpp") || path.ends_with(".h") || path.ends_with(".xml"))
                && !path.ends_with("_test.cpp") && !path.ends_with("_test.h")
                && path.find("error_catalogue") == std::string::npos;
            if (!entry.is_regular_file() || !counts)
                continue;
            std::ifstream file(path);
            std::string const text(std::istreambuf_iterator<char>(file), {});
            for (auto at = std::sregex_iterator(text.begin(), text.end(), number); at != std::sregex_iterator(); ++at)
                all.push_back({ std::stoi((*at)[1].str()), (*at)[2].str(), path });
        }
    return all;
}

TEST(ErrorCatalogue, IsSortedAndComplete)
{
    auto const entries = error_catalogue();
    EXPECT_TRUE(std::ranges::is_sorted(entries, std::ranges::less_equal(), &CatalogueEntry::code));
    for (CatalogueEntry const& entry : entries) {
        EXPECT_FALSE(entry.where.empty()) << entry.code;
        EXPECT_TRUE(entry.cause.ends_with('.')) << entry.code;
        EXPECT_TRUE(entry.remedy.ends_with('.')) << entry.code;
    }
    EXPECT_EQ(find_error(90118)->errors, "access_denied");
    EXPECT_EQ(find_error(90119 + 1000), nullptr);
}

TEST(ErrorCatalogue, EveryNumberInTheCodeIsInTheTableWithItsError)
{
    auto const all = raised();
    EXPECT_GT(all.size(), 50u);
    EXPECT_GT(std::ranges::count_if(all, [](Raised const& one) { return !one.error.empty(); }), 30);
    for (Raised const& one : all) {
        CatalogueEntry const* entry = find_error(one.code);
        ASSERT_TRUE(entry) << one.code << " in " << one.file;
        if (one.error.empty())
            continue;
        auto const errors = split_words(entry->errors);
        EXPECT_NE(std::ranges::find(errors, one.error), errors.end())
            << one.code << " goes with " << one.error << " in " << one.file;
    }
}

TEST(ErrorCatalogue, TheDocumentSaysWhatTheTableSays)
{
    EXPECT_EQ(testkit::compare_golden("docs/errors.md", error_reference()), "");
}

} // namespace
} // namespace gatehouse
