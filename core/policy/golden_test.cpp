// tests/policies/*.xml: what compiles has its explain text beside it, what does not (fail_*) its diagnostics.
#include "core/policy/files_test.h"

#include <gtest/gtest.h>

namespace gatehouse::policy {
namespace {

std::string const kFolder = "tests/policies";

TestFiles everything()
{
    TestFiles files;
    files.add_folder("policies/builtin");
    files.add_folder(kFolder);
    files.add_folder(kFolder + "/base");
    return files;
}

TEST(PolicyGoldens, EveryPolicyGivesTheExpectedText)
{
    TestFiles const files = everything();
    for (std::string const& path : testkit::files_in(kFolder, ".xml")) {
        std::string const stem = path.substr(0, path.size() - 4);
        bool const fails = stem.find("/fail_") != std::string::npos;
        std::string const id = TestFiles::id_of(testkit::read_file(path));
        auto const compiled = compile(id, files.find());
        ASSERT_TRUE(compiled.has_value());
        EXPECT_EQ(compiled->plan == nullptr, fails) << path << "\n" << text_of(compiled->diagnostics);
        std::string const diagnostics = text_of(compiled->diagnostics);
        EXPECT_EQ(testkit::compare_golden(stem + ".diagnostics", diagnostics), "");
        if (compiled->plan)
            EXPECT_EQ(testkit::compare_golden(stem + ".explain", explain(*compiled->plan)), "");
    }
}

} // namespace
} // namespace gatehouse::policy
