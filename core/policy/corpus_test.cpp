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

TEST_F(Corpus, EveryPackReadsAndMergesAndOnlyMissesWhatIsNotExecutableYet)
{
    std::vector<std::string> const folders = packs();
    ASSERT_GE(folders.size(), 8U);
    for (std::string const& folder : folders) {
        TestFiles files;
        files.add_folder(folder);
        for (auto const& [id, file] : files.all()) {
            if (!runs(file))
                continue;
            auto const compiled = compile(id, files.find());
            ASSERT_TRUE(compiled.has_value());
            for (Diagnostic const& item : compiled->diagnostics)
                if (item.severity == Severity::Error)
                    EXPECT_NE(item.message.find("is not executable yet"), std::string::npos)
                        << folder << ": " << text(item);
            if (std::getenv("GATEHOUSE_CORPUS_VERBOSE"))
                std::printf("%s %s:\n%s", folder.c_str(), id.c_str(), text_of(compiled->diagnostics).c_str());
        }
    }
}

} // namespace
} // namespace gatehouse::policy
