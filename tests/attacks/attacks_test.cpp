// docs/attacks.md against the tree: every test it names exists, and every test that is named by a number stands in the
// row of that number. Test programs run in the top folder of the tree.
#include "libs/base/text.h"
#include "libs/testkit/golden.h"
#include "libs/testkit/test_names.h"

#include <algorithm>
#include <set>

namespace gatehouse {
namespace {

constexpr int kCases = 78;

struct Row {
    std::string text; // the third column
    std::set<std::string> tests;
};

std::map<int, Row> rows()
{
    std::map<int, Row> out;
    for (std::string const& line : split(testkit::read_file("docs/attacks.md"), '\n')) {
        auto const cells = split(line, '|');
        if (cells.size() < 5)
            continue;
        auto const number = parse_integer(trim(cells[1]));
        if (!number)
            continue;
        Row& row = out[static_cast<int>(*number)];
        row.text = trim(cells[3]);
        auto const pieces = split(row.text, '`');
        for (size_t i = 1; i < pieces.size(); i += 2)
            row.tests.insert(pieces[i]);
    }
    return out;
}

// 2 and 3 of "RedirectUri.Attack02And03Wildcards...", 1 to 4 of "...Attack01To04And...".
std::set<int> numbers_of(std::string const& name)
{
    std::set<int> numbers;
    int first = 0;
    for (size_t at = name.find("Attack"); at != std::string::npos && at < name.size();) {
        at += name.substr(at, 6) == "Attack" ? 6 : 0;
        size_t const digits = std::min(name.find_first_not_of("0123456789", at), name.size());
        auto const number = parse_integer(name.substr(at, digits - at));
        if (!number)
            break;
        for (int each = first == 0 ? static_cast<int>(*number) : first; each <= *number; ++each)
            numbers.insert(each);
        first = name.substr(digits, 2) == "To" ? static_cast<int>(*number) : 0;
        size_t const word = first != 0 ? digits + 2 : name.substr(digits, 3) == "And" ? digits + 3 : std::string::npos;
        if (word == std::string::npos)
            break;
        at = word;
    }
    return numbers;
}

TEST(Attacks, EveryCaseHasARow)
{
    auto const known = rows();
    for (int number = 1; number <= kCases; ++number) {
        ASSERT_TRUE(known.contains(number)) << number;
        EXPECT_FALSE(known.at(number).text.empty()) << number;
    }
}

TEST(Attacks, EveryTestThatTheListNamesExists)
{
    auto const tests = testkit::tests_of_the_tree();
    for (auto const& [number, row] : rows())
        for (std::string const& test : row.tests)
            EXPECT_TRUE(tests.contains(test)) << "docs/attacks.md, " << number << ": there is no test " << test;
}

TEST(Attacks, EveryTestNamedByANumberIsInTheList)
{
    auto const known = rows();
    for (std::string const& test : testkit::tests_of_the_tree())
        for (int const number : numbers_of(test))
            EXPECT_TRUE(known.contains(number) && known.at(number).tests.contains(test))
                << "docs/attacks.md, " << number << " lacks `" << test << "`";
}

TEST(Attacks, NumbersAreReadFromNames)
{
    EXPECT_EQ(numbers_of("A.Attack02And03Wildcards"), (std::set<int>{ 2, 3 }));
    EXPECT_EQ(numbers_of("A.Attack01To04AndAttack07Near"), (std::set<int>{ 1, 2, 3, 4, 7 }));
    EXPECT_EQ(numbers_of("A.Attack14CodeIsBound"), (std::set<int>{ 14 }));
    EXPECT_EQ(numbers_of("A.AttackersAreMany"), (std::set<int>{}));
}

} // namespace
} // namespace gatehouse
