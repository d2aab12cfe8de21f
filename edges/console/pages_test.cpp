#include "edges/console/areas.h"
#include "edges/console/visit.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace gatehouse::console {
namespace {

constexpr char const* kList = "tests/e2e/console_pages.txt";

// The browser tests take a picture of each page of this list that says nothing else of itself.
TEST(ConsolePages, AreThoseThatTheBrowserTestsKnowOf)
{
    std::set<std::string> known;
    std::ifstream file(kList);
    for (std::string line; std::getline(file, line);)
        known.insert(line.substr(0, line.find(": ")));
    std::set<std::string> pages;
    for (Area const& area : areas())
        for (Route const& route : area.routes())
            if (route.method == http::Method::Get)
                pages.insert("/" + std::string(area.path) + route.path);
    for (std::string const& page : pages)
        EXPECT_TRUE(known.contains(page))
            << page << " is not in " << kList << ": add it, and a look at it to a scenario in tests/e2e/scenarios";
    for (std::string const& page : known)
        EXPECT_TRUE(pages.contains(page)) << page << " in " << kList << " is no page of the console";
}

} // namespace
} // namespace gatehouse::console
