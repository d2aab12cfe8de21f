// docs/policy_support.md: every name of the policy language, one a row. It is written from docs/compat.md, whose tables
// the tests beside this one compare with the compiler, and from the list of metadata keys, which is compared with the
// sources here. GATEHOUSE_UPDATE_GOLDEN=1 writes it.
#include "tests/compat/metadata_keys.h"
#include "tests/compat/page.h"
#include "tests/compat/small_policies.h"

#include "libs/base/text.h"
#include "libs/testkit/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::compat {
namespace {

constexpr std::string_view kHead = R"(# The policy language, name by name

What a policy may say, and what becomes of it here. **same** as in Azure AD B2C; **different**, as the note says; **absent**: a
diagnostic with file and line, or what the note says; **own**: not of B2C. [policy.md](policy.md) tells how a policy is run,
[compat.md](compat.md) the rest of B2C. A policy is a file of `tests/policies/features`, which has what comes of it beside it.
This page is written by a test and compared with the code by others.

)";

std::string tests_of(Row const& row)
{
    std::vector<std::string> quoted;
    for (std::string const& name : row.tests)
        quoted.push_back("`" + name + "`");
    return join(quoted, ", ");
}

// Links of the one page lead to the other.
std::string notes_of(Row const& row)
{
    return replace_all(row.notes, "](#", "](compat.md#");
}

// "UserInputType" of "UserInputType `TextBox`, `EmailBox`".
std::string kind_of(Row const& row)
{
    std::string kind(trim(row.feature.substr(0, row.feature.find('`'))));
    return kind;
}

std::string line(std::vector<std::string> const& cells)
{
    std::string out = "|";
    for (std::string const& cell : cells)
        out += (cell.empty() ? " " : " " + cell + " ") + "|";
    return out + "\n";
}

std::string policies_of(std::string_view table, std::string_view kind, std::string_view name)
{
    return join(policies_with(written_as(table, kind, name)), ", ");
}

enum class Kinds { Named, None }; // whether a name needs the kind that stands in front of it

std::string table(std::string_view title, std::string_view name, Kinds kinds)
{
    std::vector<std::string> head{ "Name", "", "Notes", "Tests", "Policies" };
    if (kinds == Kinds::Named)
        head.insert(head.begin(), "Element");
    std::string out
        = "## " + std::string(title) + "\n\n" + line(head) + line(std::vector<std::string>(head.size(), "---"));
    for (Row const& row : rows())
        if (row.table == name)
            for (std::string const& one : row.names()) {
                std::string const policies = row.is_there() ? policies_of(name, kind_of(row), one) : std::string();
                std::vector<std::string> cells{ "`" + one + "`", row.status, notes_of(row), tests_of(row), policies };
                if (kinds == Kinds::Named)
                    cells.insert(cells.begin(), kind_of(row));
                out += line(cells);
            }
    return out + "\n";
}

std::string_view word(KeyState state)
{
    return state == KeyState::Read ? "read" : state == KeyState::NoEffect ? "no effect" : "absent";
}

std::string keys()
{
    std::string out = "## Metadata\n\nRead, without effect in B2C or here, or absent: ignored.\n\n"
        + line({ "Of", "Key", "", "Notes", "Policies" }) + line(std::vector<std::string>(5, "---"));
    for (MetadataKey const& key : metadata_keys())
        out += line({ std::string(key.of), "`" + std::string(key.key) + "`", std::string(word(key.state)),
            std::string(key.notes), policies_of("metadata", "", key.key) });
    return out;
}

std::string page()
{
    return std::string(kHead) + table("Elements and their values", "policy language", Kinds::Named)
        + table("Handlers", "handlers", Kinds::None) + table("Claims transformations", "transformations", Kinds::None)
        + table("Claim resolvers", "resolvers", Kinds::None) + keys();
}

TEST(PolicySupport, ThePageIsWhatTheTablesSay)
{
    EXPECT_EQ(testkit::compare_golden("docs/policy_support.md", page()), "");
}

// What a script cannot play: a password grant, a certificate; and an older name of JourneyInsights.
std::set<std::string> const kElsewhere
    = { "OIDC:Username", "OIDC:Password", "ClientCertificate", "AzureApplicationInsights" };

TEST(PolicySupport, WhatIsThereHasASmallPolicy)
{
    std::set<std::string> without;
    for (Row const& row : rows())
        for (char const* table : { "policy language", "handlers", "transformations", "resolvers" })
            if (row.table == table && (row.status == "same" || row.status == "different"))
                for (std::string const& name : row.names())
                    if (policies_of(table, kind_of(row), name).empty())
                        without.insert(name);
    EXPECT_EQ(without, kElsewhere);
}

std::string sources()
{
    std::string all;
    for (char const* folder : { "core/policy", "core/journey", "core/journey/profiles" })
        for (std::string const& path : testkit::files_in(folder, ".cpp"))
            if (!path.ends_with("_test.cpp") && !path.ends_with("compile_ignored.cpp"))
                all += testkit::read_file(path);
    return all;
}

// Asked of the sources: a key that is read stands in them, and no other does.
TEST(PolicySupport, MetadataKeysThatAreReadStandInTheSources)
{
    std::string const all = sources();
    std::set<std::string_view> seen;
    for (MetadataKey const& key : metadata_keys()) {
        EXPECT_TRUE(seen.insert(key.key).second) << key.key << " stands twice";
        bool const read = all.find("\"" + std::string(key.key) + "\"") != std::string::npos;
        EXPECT_EQ(read, key.state == KeyState::Read) << key.key;
    }
}

} // namespace
} // namespace gatehouse::compat
