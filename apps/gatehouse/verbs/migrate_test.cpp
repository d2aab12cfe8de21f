// The verb as the command line runs it, against a Microsoft Graph on paper behind a port.
#include "apps/gatehouse/migrate/stand_in_test.h"
#include "apps/gatehouse/tenant_file.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/http/server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

namespace gatehouse::app {
namespace {

class MigrateVerb : public testing::Test {
protected:
    MigrateVerb()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-migrate-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        folder = name;
        std::ofstream(folder / "secret") << "s3cret\n";
        graph.answers["/v1.0/users?$top=999"]
            = R"({"value":[{"id":"p1","displayName":"Ann","identities":[{"signInType":"emailAddress","issuerAssignedId":"ann@example.test"}]}],)"
              R"("@odata.nextLink":"/v1.0/users?page=2"})";
        graph.answers["/v1.0/users?page=2"] = R"({"value":[{"id":"p2","displayName":"Bob"}]})";
        graph.in_batch["/users/p2/authentication/emailMethods"]
            = { R"({"status":403,"body":{"error":{"message":"Insufficient privileges."}}})" };
        http::Router router;
        auto const answer = [this](http::Request const& request) {
            std::lock_guard const lock(mutex);
            if (request.target.ends_with("/token"))
                return http::json_response(200, R"({"access_token":"t"})");
            return graph.send(request.method, request.target, request.body).value();
        };
        router.get("/{path...}", answer).post("/{path...}", answer);
        http::ServerOptions options;
        options.listen = { { .address = "127.0.0.1", .port = 0, .tls = {} } };
        options.loops = options.workers = 1;
        server.emplace(http::Server::start(options, std::move(router)).value());
    }
    ~MigrateVerb() override { std::filesystem::remove_all(folder); }

    int run()
    {
        std::string const secret = folder / "secret";
        std::string const to = out();
        std::string const address = "http://127.0.0.1:" + std::to_string(server->port());
        std::vector<char const*> const arguments{ "--tenant", "contoso.onmicrosoft.com", "--client-id", "id",
            "--client-secret-file", secret.c_str(), "--out", to.c_str(), "--login", address.c_str(), "--graph",
            address.c_str() };
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = run_frames(migrate_frames(), arguments);
        said = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        return status;
    }
    std::filesystem::path out() const { return folder / "contoso"; }
    std::string read(char const* name) const
    {
        std::ostringstream text;
        text << std::ifstream(out() / name).rdbuf();
        return text.str();
    }
    size_t count_asked()
    {
        std::lock_guard const lock(mutex);
        return graph.asked.size();
    }

    std::mutex mutex;
    StandIn graph = contoso();
    std::optional<http::Server> server;
    std::filesystem::path folder;
    std::string said;
};

TEST_F(MigrateVerb, ADirectoryHoldsEverythingAndIsFinishedOnce)
{
    ASSERT_EQ(run(), 0) << said;
    EXPECT_NE(said.find("tenant.toml, users.jsonl, policies/ and MIGRATION.md"), std::string::npos) << said;
    EXPECT_TRUE(read_tenant_file(read("tenant.toml"), "tenant.toml", {}).has_value());
    EXPECT_EQ(read("policies/B2C_1A_base.xml"), "<TrustFrameworkPolicy/>");
    std::string const people = read("users.jsonl");
    EXPECT_EQ(std::ranges::count(people, '\n'), 2) << people;
    std::string const report = read("MIGRATION.md");
    for (char const* words : { "# Moving contoso.onmicrosoft.com", "| people | 2, of whom 1 have a password |",
             "- Passwords stay behind", "- Second factors: emailMethods of 1 people are not readable" })
        EXPECT_NE(report.find(words), std::string::npos) << words << "\n" << report;
    for (auto const& file : std::filesystem::recursive_directory_iterator(out()))
        if (file.is_regular_file())
            EXPECT_EQ(file.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none)
                << file.path();
    EXPECT_FALSE(std::filesystem::exists(out() / "users.jsonl.rest"));

    size_t const asked = count_asked();
    EXPECT_EQ(run(), 1);
    EXPECT_NE(said.find("is finished"), std::string::npos) << said;
    EXPECT_EQ(count_asked(), asked) << "a refusal after an hour of reading is no use";
}

TEST_F(MigrateVerb, AnInterruptedRunIsGoneOnWithByTheSameCommand)
{
    auto const second = graph.answers.extract("/v1.0/users?page=2");
    EXPECT_EQ(run(), 1);
    EXPECT_NE(said.find("Insufficient privileges"), std::string::npos) << said;
    EXPECT_TRUE(std::filesystem::exists(out() / "users.jsonl.rest"));
    EXPECT_FALSE(std::filesystem::exists(out() / "MIGRATION.md"));
    {
        std::lock_guard const lock(mutex);
        graph.answers[second.key()] = second.mapped();
    }
    EXPECT_EQ(run(), 0) << said;
    std::string const people = read("users.jsonl");
    EXPECT_EQ(std::ranges::count(people, '\n'), 2) << people;
    EXPECT_NE(read("MIGRATION.md").find("| people | 2, of whom 1 have a password |"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(out() / "users.jsonl.rest"));
}

TEST_F(MigrateVerb, WhatIsMissingIsSaidBeforeAnythingIsRead)
{
    std::filesystem::remove(folder / "secret");
    EXPECT_EQ(run(), 1);
    EXPECT_NE(said.find("there is no secret in the file"), std::string::npos) << said;
    EXPECT_EQ(count_asked(), 0U);
}

} // namespace
} // namespace gatehouse::app
