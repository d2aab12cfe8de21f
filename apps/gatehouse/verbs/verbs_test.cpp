// The verbs that look into a directory and end sessions, run as the command line runs them.
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "libs/json/json.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gatehouse::app {
namespace {

constexpr char const* kRequest = "00000000-0000-4000-8000-000000000001";
constexpr char const* kJourney = "00000000-0000-4000-8000-000000000002";

class VerbsTest : public testing::Test {
protected:
    VerbsTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-verbs-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        data = name;
        ada = add_tenant("contoso");
    }
    ~VerbsTest() override { std::filesystem::remove_all(data); }

    template <class Work>
    void write(Work const& work)
    {
        auto const directory = open_directory({ .data = data, .master_key_file = "", .sync_full = false }, random);
        ASSERT_TRUE(directory.has_value());
        auto const done = directory->store->transact(work);
        EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().detail);
    }
    // With a person in it.
    UserId add_tenant(std::string const& name)
    {
        Tenant tenant;
        tenant.id = TenantId(random_guid(random));
        tenant.domain = name + ".onmicrosoft.com";
        User user;
        user.id = UserId(random_guid(random));
        user.identities = { { SignInType::EmailAddress, tenant.domain, "ada@example.test" } };
        user.created = user.tokens_valid_from = clock.now();
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            return ports.users.insert(tenant.id, user);
        });
        tenants.push_back(tenant.id);
        return user.id;
    }
    Time tokens_valid_from(TenantId const& tenant, UserId const& user)
    {
        Time from;
        write([&](Ports& ports) -> Result<void> {
            from = TRY(ports.users.find_standing(tenant, user))->tokens_valid_from;
            return {};
        });
        return from;
    }
    void add_event(AuditKind kind, char const* correlation, std::string const& detail)
    {
        clock.advance(std::chrono::seconds(1));
        write([&](Ports& ports) {
            return ports.audit.append(tenants.front(),
                { .kind = kind,
                    .time = clock.now(),
                    .correlation = CorrelationId(correlation),
                    .user = ada,
                    .client = ClientId("portal"),
                    .policy = PolicyId("B2C_1_susi"),
                    .address = "192.0.2.9",
                    .detail = detail });
        });
    }
    // The verb's exit status; what it prints is in `out`.
    int run(int (*verb)(std::span<char const* const>), std::vector<char const*> arguments)
    {
        std::string const place = data.string();
        arguments.insert(arguments.end(), { "--data", place.c_str() });
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = verb(arguments);
        out = testing::internal::GetCapturedStdout();
        err = testing::internal::GetCapturedStderr();
        return status;
    }
    std::vector<std::string> lines() const
    {
        std::vector<std::string> all;
        std::istringstream text(out);
        for (std::string line; std::getline(text, line);)
            all.push_back(line);
        return all;
    }

    std::filesystem::path data;
    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::vector<TenantId> tenants;
    UserId ada;
    std::string out;
    std::string err;
};

TEST_F(VerbsTest, AuditPrintsARequestAndTheJourneyThatItNamesOldestFirst)
{
    add_event(AuditKind::SignInFailed, kJourney, "{}");
    add_event(AuditKind::SignInSucceeded, kJourney, R"({"session":false})");
    add_event(AuditKind::CodeRedeemed, kRequest, R"({"journey":")" + std::string(kJourney) + R"("})");
    add_event(AuditKind::SignedOut, "00000000-0000-4000-8000-000000000003", "{}");
    EXPECT_EQ(run(audit_verb, { kRequest, "--json" }), 0) << err;
    std::vector<std::string> events;
    for (std::string const& line : lines()) {
        auto const event = json::parse_object(line);
        ASSERT_TRUE(event.has_value()) << line;
        EXPECT_EQ(event->text("tenant"), "contoso.onmicrosoft.com");
        EXPECT_EQ(event->text("user"), ada.text());
        EXPECT_TRUE(event->object("detail"));
        events.push_back(event->text("event").value_or(""));
    }
    EXPECT_EQ(events, (std::vector<std::string>{ "sign_in_failed", "sign_in_succeeded", "code_redeemed" }));
    EXPECT_EQ(run(audit_verb, { kJourney }), 0);
    ASSERT_EQ(lines().size(), 2u);
    EXPECT_NE(lines().front().find("sign_in_failed"), std::string::npos) << out;
}

TEST_F(VerbsTest, AuditSaysThatThereIsNothing)
{
    EXPECT_EQ(run(audit_verb, { kRequest }), 1);
    EXPECT_EQ(out, "");
    EXPECT_NE(err.find(kRequest), std::string::npos) << err;
    EXPECT_EQ(run(audit_verb, {}), 2);
}

// attack-21
TEST_F(VerbsTest, Attack21RevokingAPersonVoidsWhatWasIssued)
{
    EXPECT_EQ(run(user_verb, { "revoke", "ADA@example.test" }), 0) << err;
    EXPECT_NE(out.find("contoso.onmicrosoft.com"), std::string::npos) << out;
    EXPECT_GT(tokens_valid_from(tenants[0], ada), clock.now());
    size_t revoked = 0;
    write([&](Ports& ports) -> Result<void> {
        revoked = TRY(ports.audit.list(tenants[0],
                          { .correlation = {}, .user = ada, .kind = AuditKind::SessionsRevoked, .limit = 10 }))
                      .size();
        return {};
    });
    EXPECT_EQ(revoked, 1u);
}

TEST_F(VerbsTest, APersonOfSeveralTenantsIsNamedWithTheTenant)
{
    UserId const other = add_tenant("fabrikam");
    EXPECT_EQ(run(user_verb, { "revoke", "ada@example.test" }), 1);
    EXPECT_NE(err.find("--tenant"), std::string::npos) << err;
    EXPECT_EQ(run(user_verb, { "revoke", "ada@example.test", "--tenant", "fabrikam.onmicrosoft.com" }), 0) << err;
    EXPECT_GT(tokens_valid_from(tenants[1], other), clock.now());
    EXPECT_EQ(tokens_valid_from(tenants[0], ada), clock.now());
    // An object id names one person.
    EXPECT_EQ(run(user_verb, { "revoke", ada.text().c_str() }), 0) << err;
    EXPECT_EQ(run(user_verb, { "revoke", "nobody@example.test" }), 1);
    EXPECT_EQ(run(user_verb, { "remove", "ada@example.test" }), 2);
}

TEST_F(VerbsTest, ABackupIsACopyThatOpens)
{
    std::filesystem::path const copy = data / "copy";
    EXPECT_EQ(run(backup_verb, { copy.c_str() }), 0) << err;
    EXPECT_NE(out.find("1 tenants, 1 people"), std::string::npos) << out;
    EXPECT_EQ(run(backup_verb, { copy.c_str() }), 1);
    EXPECT_NE(err.find("is there already"), std::string::npos) << err;
    EXPECT_EQ(run(backup_verb, {}), 2);
    // With the key beside it the copy is a server's directory.
    std::filesystem::copy_file(data / "master.key", copy / "master.key");
    data = copy;
    EXPECT_EQ(run(user_verb, { "show", "ada@example.test" }), 0) << err;
    data = copy.parent_path();
}

TEST_F(VerbsTest, PeopleAreImportedShownAndExported)
{
    std::string const file = data / "people.jsonl";
    std::string const refused = data / "refused.jsonl";
    std::ofstream(file) << R"({"displayName":"Bob","identities":[{"signInType":"userName","issuerAssignedId":"bob"}]}
{"displayName":"","passwordProfile":{"password":"Secret-123"},"identities":[{"signInType":"userName","issuerAssignedId":"cat"}]}
)";
    EXPECT_EQ(run(user_verb, { "import", file.c_str(), "--dry-run" }), 1);
    EXPECT_NE(out.find("1 would be created, 0 were there already, 1 refused"), std::string::npos) << out;
    EXPECT_NE(err.find("line 2: One or more properties"), std::string::npos) << err;
    EXPECT_EQ(run(user_verb, { "import", file.c_str(), "--refused", refused.c_str() }), 1);
    EXPECT_NE(out.find("1 created"), std::string::npos) << out;
    std::ostringstream rows;
    rows << std::ifstream(refused).rdbuf();
    EXPECT_NE(rows.str().find("\"line\":2"), std::string::npos) << rows.str();
    EXPECT_EQ((out + err + rows.str()).find("Secret-123"), std::string::npos);

    EXPECT_EQ(run(user_verb, { "show", "bob" }), 0);
    EXPECT_NE(out.find("\"displayName\": \"Bob\""), std::string::npos) << out;
    EXPECT_EQ(run(user_verb, { "show", "nobody" }), 1);
    EXPECT_EQ(run(user_verb, { "export" }), 0);
    EXPECT_EQ(lines().size(), 2U);
    std::string const copy = data / "copy.jsonl";
    EXPECT_EQ(run(user_verb, { "export", "--out", copy.c_str() }), 0);
    EXPECT_EQ(std::filesystem::status(copy).permissions() & std::filesystem::perms::others_read,
        std::filesystem::perms::none);

    EXPECT_EQ(run(user_verb, { "import", "nowhere.jsonl" }), 1);
    EXPECT_NE(err.find("there is no file nowhere.jsonl"), std::string::npos) << err;
    EXPECT_EQ(run(user_verb, { "import" }), 2);
    EXPECT_EQ(run(user_verb, { "forget" }), 2);
    add_tenant("fabrikam");
    EXPECT_EQ(run(user_verb, { "export" }), 1);
    EXPECT_NE(err.find("name the tenant with --tenant"), std::string::npos) << err;
    EXPECT_EQ(run(user_verb, { "export", "--tenant", "fabrikam.onmicrosoft.com" }), 0);
}

TEST_F(VerbsTest, AnAdministratorIsMadeListedAndUnmade)
{
    EXPECT_EQ(run(administrator_verb, { "add", "ada@example.test" }), 1);
    EXPECT_NE(err.find("--role"), std::string::npos) << err;
    EXPECT_EQ(run(administrator_verb, { "add", "ada@example.test", "--role", "root" }), 1);
    EXPECT_EQ(run(administrator_verb, { "add", "nobody@example.test", "--role", "global" }), 1);
    EXPECT_EQ(run(administrator_verb, { "add", "ada@example.test", "--role", "global", "--role", "user" }), 0) << err;
    EXPECT_EQ(run(administrator_verb, { "list" }), 0);
    EXPECT_NE(out.find("ada@example.test has global, user"), std::string::npos) << out;
    EXPECT_EQ(run(administrator_verb, { "remove", "ada@example.test", "--role", "global" }), 1) << "the last one";
    EXPECT_EQ(run(administrator_verb, { "remove", "ada@example.test", "--role", "user" }), 0);
    EXPECT_NE(out.find("has global"), std::string::npos) << out;
}

} // namespace
} // namespace gatehouse::app
