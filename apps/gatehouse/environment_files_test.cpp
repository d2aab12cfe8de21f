#include "apps/gatehouse/environment_files.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace gatehouse::app {
namespace {

class EnvironmentFiles : public testing::Test {
protected:
    EnvironmentFiles()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-env-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        directory = name;
        declaration.environments.push_back({ "web.env",
            { { "CLIENT_ID", "${apps.web.client_id}" }, { "CLIENT_SECRET", "${apps.web.secret}" },
                { "URL", "${url}/x" }, { "PLAIN", "as it is" } } });
        declaration.variables["url"] = "http://localhost:1";
    }
    ~EnvironmentFiles() override { std::filesystem::remove_all(directory); }

    std::string text() const
    {
        std::ifstream file(directory / "web.env");
        return std::string(std::istreambuf_iterator<char>(file), {});
    }
    mode_t mode() const
    {
        struct stat status{};
        ::stat((directory / "web.env").c_str(), &status);
        return status.st_mode & 0777;
    }

    std::filesystem::path directory;
    TenantDeclaration declaration;
    std::map<std::string, std::string> values{ { "apps.web.client_id", "id-1" }, { "apps.web.secret", "s=1" } };
};

TEST_F(EnvironmentFiles, AreWrittenForTheirOwnerOnly)
{
    auto const lines = write_environment_files(declaration, values, directory);
    ASSERT_TRUE(lines.has_value()) << lines.error().detail;
    EXPECT_EQ(*lines, std::vector<std::string>{ "web.env: written" });
    EXPECT_EQ(text(), "CLIENT_ID=id-1\nCLIENT_SECRET=s=1\nURL=http://localhost:1/x\nPLAIN=as it is\n");
    EXPECT_EQ(mode(), 0600u);
}

TEST_F(EnvironmentFiles, AFileThatOthersCouldReadIsReplaced)
{
    std::ofstream(directory / "web.env") << "CLIENT_SECRET=old\n";
    ::chmod((directory / "web.env").c_str(), 0644);
    ASSERT_TRUE(write_environment_files(declaration, values, directory).has_value());
    EXPECT_EQ(mode(), 0600u);
    EXPECT_FALSE(std::filesystem::exists(directory / "web.env.new"));
}

TEST_F(EnvironmentFiles, ASecretThatIsNotNewIsTakenOver)
{
    ASSERT_TRUE(write_environment_files(declaration, values, directory).has_value());
    values.erase("apps.web.secret");
    values["apps.web.client_id"] = "id-2";
    declaration.variables["url"] = "http://localhost:2";
    ASSERT_TRUE(write_environment_files(declaration, values, directory).has_value());
    EXPECT_EQ(text(), "CLIENT_ID=id-2\nCLIENT_SECRET=s=1\nURL=http://localhost:2/x\nPLAIN=as it is\n");
}

TEST_F(EnvironmentFiles, ALostSecretIsNoticed)
{
    EXPECT_EQ(owners_of_lost_secrets(declaration, directory), std::vector<std::string>{ "web" });
    ASSERT_TRUE(write_environment_files(declaration, values, directory).has_value());
    EXPECT_TRUE(owners_of_lost_secrets(declaration, directory).empty());
    std::ofstream(directory / "web.env") << "CLIENT_ID=id-1\n";
    EXPECT_EQ(owners_of_lost_secrets(declaration, directory), std::vector<std::string>{ "web" });
}

TEST_F(EnvironmentFiles, AnUnknownSecretWritesNoFile)
{
    values.erase("apps.web.secret");
    EXPECT_FALSE(write_environment_files(declaration, values, directory).has_value());
    EXPECT_FALSE(std::filesystem::exists(directory / "web.env"));
}

TEST_F(EnvironmentFiles, ADirectoryThatCannotBeMadeIsAFailure)
{
    std::ofstream(directory / "file") << "x";
    auto const lines = write_environment_files(declaration, values, directory / "file" / "below");
    ASSERT_FALSE(lines.has_value());
    EXPECT_EQ(lines.error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::app
