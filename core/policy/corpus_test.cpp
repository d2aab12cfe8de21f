// Real policy files, where GATEHOUSE_CORPUS names a folder with them.
#include "core/policy/files_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace gatehouse::policy {
namespace {

class Corpus : public testing::Test {
protected:
    void SetUp() override
    {
        char const* folder = std::getenv("GATEHOUSE_CORPUS");
        if (!folder)
            GTEST_SKIP() << "GATEHOUSE_CORPUS is not set";
        root_ = std::string(folder) + "/starterpack";
    }
    std::vector<std::string> packs() const
    {
        std::vector<std::string> found;
        for (auto const& entry : std::filesystem::recursive_directory_iterator(root_))
            if (entry.is_directory() && std::filesystem::exists(entry.path() / "SignUpOrSignin.xml")
                && std::filesystem::exists(entry.path() / "TrustFrameworkBase.xml"))
                found.push_back(entry.path().string());
        std::ranges::sort(found);
        return found;
    }
    std::string root_;
};

bool runs(SourceFile const& file)
{
    return file.text.find("<RelyingParty>") != std::string::npos;
}

void expect_no_errors(TestFiles const& files, std::string const& folder)
{
    for (auto const& [id, file] : files.all()) {
        if (!runs(file))
            continue;
        auto const compiled = compile(id, files.find());
        ASSERT_TRUE(compiled.has_value());
        EXPECT_TRUE(compiled->plan != nullptr) << folder;
        EXPECT_EQ(errors_of(compiled->diagnostics), "") << folder;
        if (std::getenv("GATEHOUSE_CORPUS_VERBOSE"))
            std::printf("%s %s:\n%s", folder.c_str(), id.c_str(), text_of(compiled->diagnostics).c_str());
    }
}

TEST_F(Corpus, TheStarterPacksCompileWithoutAnyDiagnostic)
{
    size_t count = 0;
    for (char const* pack :
        { "LocalAccounts", "SocialAccounts", "SocialAndLocalAccounts", "SocialAndLocalAccountsWithMfa" }) {
        TestFiles files;
        files.add_folder(root_ + "/" + pack);
        for (auto const& [id, file] : files.all()) {
            if (!runs(file))
                continue;
            ++count;
            auto const compiled = compile(id, files.find());
            ASSERT_TRUE(compiled.has_value());
            EXPECT_TRUE(compiled->plan != nullptr);
            EXPECT_EQ(text_of(compiled->diagnostics), "") << pack;
        }
    }
    EXPECT_EQ(count, 11U);
}

TEST_F(Corpus, EveryPackCompilesWithoutErrors)
{
    std::vector<std::string> const folders = packs();
    ASSERT_GE(folders.size(), 8U);
    for (std::string const& folder : folders) {
        TestFiles files;
        files.add_folder(folder);
        expect_no_errors(files, folder);
    }
}

// What a scenario's folder has not is in the pack that its authors built on.
TEST_F(Corpus, TheScenariosCompileWithoutErrors)
{
    for (auto const& [scenario, pack] : { std::pair("linkedin-identity-provider", "SocialAndLocalAccounts"),
             std::pair("password-change", "LocalAccounts"), std::pair("phone-number-passwordless", "") }) {
        std::string const folder = root_ + "/scenarios/" + scenario;
        TestFiles files;
        if (*pack != '\0')
            files.add("TrustFrameworkBase.xml", testkit::read_file(root_ + "/" + pack + "/TrustFrameworkBase.xml"));
        files.add_folder(folder);
        expect_no_errors(files, folder);
    }
}

} // namespace
} // namespace gatehouse::policy
