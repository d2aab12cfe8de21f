// The verbs that look into a directory and end sessions, run as the command line runs them.
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/flows/parts.h"
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
    int run(std::vector<VerbFrame> const& verb, std::vector<char const*> arguments)
    {
        std::string const place = data.string();
        arguments.insert(arguments.end(), { "--data", place.c_str() });
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = run_frames(verb, arguments);
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
    EXPECT_EQ(run(audit_frames(), { kRequest, "--json" }), 0) << err;
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
    EXPECT_EQ(run(audit_frames(), { kJourney }), 0);
    ASSERT_EQ(lines().size(), 2u);
    EXPECT_NE(lines().front().find("sign_in_failed"), std::string::npos) << out;
}

TEST_F(VerbsTest, AuditSaysThatThereIsNothing)
{
    EXPECT_EQ(run(audit_frames(), { kRequest }), 1);
    EXPECT_EQ(out, "");
    EXPECT_NE(err.find(kRequest), std::string::npos) << err;
    EXPECT_EQ(run(audit_frames(), {}), 2);
}

// attack-21
TEST_F(VerbsTest, Attack21RevokingAPersonVoidsWhatWasIssued)
{
    EXPECT_EQ(run(user_frames(), { "revoke", "ADA@example.test" }), 0) << err;
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
    EXPECT_EQ(run(user_frames(), { "revoke", "ada@example.test" }), 1);
    EXPECT_NE(err.find("--tenant"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "revoke", "ada@example.test", "--tenant", "fabrikam.onmicrosoft.com" }), 0) << err;
    EXPECT_GT(tokens_valid_from(tenants[1], other), clock.now());
    EXPECT_EQ(tokens_valid_from(tenants[0], ada), clock.now());
    // An object id is one person's of one tenant.
    EXPECT_EQ(run(user_frames(), { "revoke", ada.text().c_str(), "--tenant", "fabrikam.onmicrosoft.com" }), 1);
    EXPECT_EQ(run(user_frames(), { "revoke", ada.text().c_str(), "--tenant", "contoso.onmicrosoft.com" }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "revoke", "nobody@example.test", "--tenant", "contoso.onmicrosoft.com" }), 1);
    EXPECT_NE(err.find("nobody@example.test"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "forget", "ada@example.test" }), 2);
    EXPECT_NE(err.find("gatehouse user block PERSON"), std::string::npos) << err;
}

TEST_F(VerbsTest, ABackupIsACopyThatOpens)
{
    std::filesystem::path const copy = data / "copy";
    EXPECT_EQ(run(backup_frames(), { copy.c_str() }), 0) << err;
    EXPECT_NE(out.find("whole; 1 tenants, 1 people"), std::string::npos) << out;
    EXPECT_EQ(run(backup_frames(), { copy.c_str() }), 1);
    EXPECT_NE(err.find("is there already"), std::string::npos) << err;
    EXPECT_EQ(run(backup_frames(), {}), 2);
}

TEST_F(VerbsTest, ABackupIsRestoredWhereThereIsNoDatabase)
{
    std::filesystem::path const copy = data / "copy";
    ASSERT_EQ(run(backup_frames(), { copy.c_str() }), 0) << err;
    EXPECT_EQ(run(restore_frames(), { copy.c_str() }), 1);
    EXPECT_NE(err.find("is there already and would be lost"), std::string::npos) << err;

    std::filesystem::path const old = data;
    data = old / "restored";
    EXPECT_EQ(run(restore_frames(), { copy.c_str() }), 1);
    EXPECT_NE(err.find("there is no master key"), std::string::npos) << err;
    std::ofstream(data / "master.key") << std::string(64, 'a') << "\n";
    EXPECT_EQ(run(restore_frames(), { copy.c_str() }), 1);
    EXPECT_NE(err.find("does not open the backup, which was made under another one"), std::string::npos) << err;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(data), {}), 1) << "nothing but the key";
    std::filesystem::copy_file(
        old / "master.key", data / "master.key", std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(run(restore_frames(), { copy.c_str() }), 0) << err;
    EXPECT_NE(out.find("whole; 1 tenants, 1 people"), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "show", "ada@example.test" }), 0) << err;
    data = old;
}

TEST_F(VerbsTest, ABrokenBackupIsNotRestored)
{
    std::filesystem::path const copy = data / "copy";
    ASSERT_EQ(run(backup_frames(), { copy.c_str() }), 0) << err;
    std::filesystem::resize_file(copy / "gatehouse.db", std::filesystem::file_size(copy / "gatehouse.db") - 8192);
    std::string const key = (data / "master.key").string();
    std::filesystem::path const old = data;
    data = old / "restored";
    EXPECT_EQ(run(restore_frames(), { copy.c_str(), "--master-key-file", key.c_str() }), 1);
    EXPECT_NE(err.find("is broken"), std::string::npos) << err;
    EXPECT_TRUE(std::filesystem::is_empty(data));
    EXPECT_EQ(run(restore_frames(), { (old / "nowhere").c_str() }), 1);
    EXPECT_NE(err.find("name a directory that `gatehouse backup` made"), std::string::npos) << err;
    data = old;
}

TEST_F(VerbsTest, PeopleAreImportedShownAndExported)
{
    std::string const file = data / "people.jsonl";
    std::string const refused = data / "refused.jsonl";
    std::ofstream(file) << R"({"displayName":"Bob","identities":[{"signInType":"userName","issuerAssignedId":"bob"}]}
{"displayName":"","passwordProfile":{"password":"Secret-123"},"identities":[{"signInType":"userName","issuerAssignedId":"cat"}]}
)";
    EXPECT_EQ(run(user_frames(), { "import", file.c_str(), "--dry-run" }), 1);
    EXPECT_NE(out.find("1 would be created, 0 were there already, 1 refused"), std::string::npos) << out;
    EXPECT_NE(err.find("line 2: One or more properties"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "import", file.c_str(), "--refused", refused.c_str() }), 1);
    EXPECT_NE(out.find("1 created"), std::string::npos) << out;
    std::ostringstream rows;
    rows << std::ifstream(refused).rdbuf();
    EXPECT_NE(rows.str().find("\"line\":2"), std::string::npos) << rows.str();
    EXPECT_EQ((out + err + rows.str()).find("Secret-123"), std::string::npos);

    EXPECT_EQ(run(user_frames(), { "show", "bob" }), 0);
    EXPECT_NE(out.find("\"displayName\": \"Bob\""), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "show", "nobody" }), 1);
    EXPECT_EQ(run(user_frames(), { "export" }), 0);
    EXPECT_EQ(lines().size(), 2U);
    std::string const copy = data / "copy.jsonl";
    EXPECT_EQ(run(user_frames(), { "export", "--out", copy.c_str() }), 0);
    EXPECT_EQ(std::filesystem::status(copy).permissions() & std::filesystem::perms::others_read,
        std::filesystem::perms::none);

    std::string const table = data / "copy.csv";
    EXPECT_EQ(run(user_frames(), { "export", "--out", table.c_str() }), 0) << err;
    EXPECT_NE(err.find("2 people of contoso"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "import", table.c_str() }), 0) << err;
    EXPECT_NE(out.find("2 were there already"), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "export", "--format", "GRAPH" }), 0);
    EXPECT_NE(out.find("@odata.context"), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "export", "--format", "xlsx" }), 1);
    EXPECT_NE(err.find("--format is jsonl, graph or csv, not xlsx"), std::string::npos) << err;

    EXPECT_EQ(run(user_frames(), { "import", "nowhere.jsonl" }), 1);
    EXPECT_NE(err.find("there is no file nowhere.jsonl"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "import" }), 2);
    EXPECT_EQ(run(user_frames(), { "forget" }), 2);
    add_tenant("fabrikam");
    EXPECT_EQ(run(user_frames(), { "export" }), 1);
    EXPECT_NE(err.find("name the tenant with --tenant"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "export", "--tenant", "fabrikam.onmicrosoft.com" }), 0);
}

TEST_F(VerbsTest, APersonsLifeOnTheCommandLine)
{
    std::string const password = data / "password";
    std::ofstream(password) << "Correct-Horse-9\n";
    EXPECT_EQ(run(user_frames(),
                  { "create", "--name", "Bob", "--email", "bob@example.test", "--password-file", password.c_str(),
                      "--json" }),
        0)
        << err;
    auto const bob = json::parse_object(out);
    ASSERT_TRUE(bob) << out;
    std::string const id = bob->text("id").value_or("");
    EXPECT_EQ((out + err).find("Correct-Horse-9"), std::string::npos);
    EXPECT_EQ(run(user_frames(), { "create", "--name", "Bob" }), 1);
    EXPECT_NE(err.find("--email, --user-name or --phone"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "create", "--email", "x@example.test" }), 1);
    EXPECT_NE(err.find("--name is missing"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(),
                  { "create", "--name", "B", "--email", "BOB@example.test", "--password-file", password.c_str() }),
        1);
    EXPECT_NE(err.find("already exists"), std::string::npos) << err;

    EXPECT_EQ(
        run(user_frames(), { "change", "bob@example.test", "--set", "givenName=Robert", "--set", "city=null" }), 0)
        << err;
    EXPECT_EQ(run(user_frames(), { "change", "bob@example.test" }), 1);
    EXPECT_EQ(run(user_frames(), { "change", "bob@example.test", "--set", "nothing" }), 1);
    EXPECT_EQ(run(user_frames(), { "change", "bob@example.test", "--set", "shoeSize=44" }), 1);
    EXPECT_NE(err.find("shoeSize"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "block", "bob@example.test" }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "list", "--filter", "accountEnabled eq false" }), 0) << err;
    ASSERT_EQ(lines().size(), 2U) << out;
    EXPECT_TRUE(lines()[0].starts_with("OBJECT ID"));
    EXPECT_NE(lines()[1].find("bob@example.test"), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "list", "--top", "1" }), 0) << err;
    EXPECT_EQ(lines().size(), 2U) << out;
    EXPECT_NE(err.find("--top 0"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "list", "--filter", "accountEnabled eq" }), 1);

    EXPECT_EQ(run(user_frames(), { "delete", "bob@example.test" }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "show", "bob@example.test" }), 1);
    EXPECT_EQ(run(user_frames(), { "deleted" }), 0);
    EXPECT_NE(out.find(id), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "restore", id.c_str() }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "show", "bob@example.test" }), 0) << err;
    EXPECT_NE(out.find("\"givenName\": \"Robert\""), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "delete", id.c_str() }), 0);
    EXPECT_EQ(run(user_frames(), { "purge", id.c_str() }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "restore", id.c_str() }), 1);
    EXPECT_EQ(run(audit_frames(), { "list", "--json" }), 0) << err;
    EXPECT_GT(lines().size(), 5U) << out;
}

TEST_F(VerbsTest, ExtensionAttributesAreSetByTheirTypeAndByTheirShortName)
{
    write([&](Ports& ports) -> Result<void> {
        Tenant const tenant = *TRY(ports.tenants.find(tenants.front().text()));
        for (auto const& [id, type] : { std::pair{ "extension_Points", policy::AttributeType::Integer },
                 { "extension_Tag", policy::AttributeType::Text } })
            TRY(flows::save_attribute(ports, { tenant, {} }, { .id = id, .settings = { .type = type } }));
        return {};
    });
    char const* const who = "ada@example.test";
    auto const stored = [&] {
        User user;
        write([&](Ports& ports) -> Result<void> {
            user = *TRY(ports.users.find_by_sign_in_name(tenants.front(), who));
            return {};
        });
        return user.attributes;
    };
    EXPECT_EQ(run(user_frames(), { "change", who, "--set", "extension_points=7", "--set", "extension_Tag=7" }), 0)
        << err;
    EXPECT_EQ(stored().at("extension_Points"), ClaimValue(std::int64_t{ 7 }));
    EXPECT_EQ(stored().at("extension_Tag"), ClaimValue(std::string("7")));
    Tenant tenant;
    tenant.id = tenants.front();
    std::string const full = extension_prefix(tenant) + "Points";
    EXPECT_EQ(run(user_frames(), { "change", who, "--set", (full + "=8").c_str() }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "list", "--filter", (full + " eq 8").c_str() }), 0) << err;
    EXPECT_EQ(lines().size(), 2U) << out;
    EXPECT_EQ(run(user_frames(), { "change", who, "--set", "extension_Points=many" }), 1);
    EXPECT_NE(err.find("a whole number"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "change", who, "--set", "extension_Unknown=7" }), 1);
    EXPECT_NE(err.find("not available: extension_Unknown"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "change", who, "--set", "extension_Points=null" }), 0) << err;
    EXPECT_FALSE(stored().contains("extension_Points"));
}

TEST_F(VerbsTest, ADeletedAppIsListedRestoredAndPurged)
{
    EXPECT_EQ(run(app_frames(), { "create", "--name", "portal", "--json" }), 0) << err;
    auto const app = json::parse_object(out);
    ASSERT_TRUE(app) << out;
    std::string const id = app->text("id").value_or("");
    EXPECT_EQ(run(app_frames(), { "delete", "portal" }), 0) << err;
    EXPECT_EQ(run(app_frames(), { "show", "portal" }), 1);
    EXPECT_EQ(run(app_frames(), { "deleted" }), 0) << err;
    EXPECT_NE(out.find(id), std::string::npos) << out;
    EXPECT_EQ(run(app_frames(), { "restore", id.c_str() }), 0) << err;
    EXPECT_EQ(run(app_frames(), { "show", "portal" }), 0) << err;
    EXPECT_EQ(run(app_frames(), { "delete", "portal" }), 0) << err;
    EXPECT_EQ(run(app_frames(), { "purge", id.c_str() }), 0) << err;
    EXPECT_EQ(run(app_frames(), { "restore", id.c_str() }), 1);
    EXPECT_EQ(run(app_frames(), { "deleted" }), 0);
    EXPECT_EQ(out.find(id), std::string::npos) << out;
}

TEST_F(VerbsTest, SigningKeysAreListedForPeopleAndPrograms)
{
    EXPECT_EQ(run(key_frames(), { "list" }), 0) << err;
    EXPECT_NE(out.find("signs until 20"), std::string::npos) << out;
    EXPECT_EQ(run(key_frames(), { "rotate" }), 0) << err;
    EXPECT_EQ(run(key_frames(), { "list", "--json" }), 0) << err;
    std::string states;
    for (std::string const& line : lines()) {
        auto const key = json::parse_object(line);
        ASSERT_TRUE(key) << line;
        EXPECT_EQ(key->text("tenant"), "contoso.onmicrosoft.com");
        EXPECT_EQ(key->text("alg"), "RS256");
        states += key->text("state").value_or("") + " ";
    }
    EXPECT_EQ(states, "signing next ");
    EXPECT_EQ(out.find("PRIVATE"), std::string::npos);
}

TEST_F(VerbsTest, PolicyKeysAreMadeListedAndRemoved)
{
    EXPECT_EQ(run(key_frames(), { "create-set", "RestKey" }), 0) << err;
    std::string const secret = data / "secret";
    std::ofstream(secret) << "hush-hush-9\n";
    EXPECT_EQ(
        run(key_frames(), { "upload-secret", "B2C_1A_RestKey", "--use", "sig", "--secret-file", secret.c_str() }), 0)
        << err;
    write([&](Ports& ports) -> Result<void> {
        EXPECT_EQ(TRY(ports.policy_secrets.find(tenants.front(), "B2C_1A_RestKey"))->reveal(), "hush-hush-9");
        return {};
    });
    EXPECT_EQ((out + err).find("hush-hush-9"), std::string::npos);
    EXPECT_EQ(run(key_frames(),
                  { "generate", "B2C_1A_RestKey", "--use", "sig", "--type", "oct", "--begins", "2100-01-01", "--ends",
                      "2100-02-01T12:00:00Z" }),
        0)
        << err;
    EXPECT_EQ(run(key_frames(), { "sets", "--json" }), 0) << err;
    EXPECT_NE(out.find(R"("nbf":4102444800,"exp":4105166400)"), std::string::npos) << out;
    EXPECT_EQ(
        run(key_frames(), { "generate", "B2C_1A_RestKey", "--use", "sig", "--type", "oct", "--begins", "soon" }), 1);
    EXPECT_NE(err.find("--begins is a day or a moment"), std::string::npos) << err;
    EXPECT_EQ(run(key_frames(), { "create-set", "Other" }), 0) << err;
    EXPECT_EQ(run(key_frames(), { "generate", "B2C_1A_Other", "--use", "enc", "--type", "oct" }), 0) << err;
    EXPECT_EQ(run(key_frames(), { "generate", "B2C_1A_Other", "--use", "enc", "--type", "paper" }), 1);
    EXPECT_NE(err.find("kty is RSA or oct"), std::string::npos) << err;
    EXPECT_EQ(run(key_frames(), { "upload-secret", "B2C_1A_Other", "--use", "sig" }), 1);
    EXPECT_NE(err.find("--secret-file is missing"), std::string::npos) << err;
    EXPECT_EQ(run(key_frames(), { "sets", "--json" }), 0) << err;
    EXPECT_NE(out.find(R"("id":"B2C_1A_RestKey")"), std::string::npos) << out;
    EXPECT_EQ(run(key_frames(), { "remove-set", "B2C_1A_RestKey" }), 0) << err;
    EXPECT_EQ(run(key_frames(), { "sets" }), 0) << err;
    EXPECT_EQ(out.find("RestKey"), std::string::npos) << out;
    EXPECT_NE(out.find("B2C_1A_Other"), std::string::npos) << out;
    EXPECT_EQ(run(key_frames(), { "remove-set", "B2C_1A_RestKey" }), 1);
}

TEST_F(VerbsTest, APersonIsNamedByTheIdAtAProvider)
{
    write([&](Ports& ports) -> Result<void> {
        User user = TRY(ports.users.find(tenants[0], ada)).value();
        user.identities.push_back({ SignInType::Federated, "google.com", "118123" });
        return ports.users.update(tenants[0], user);
    });
    EXPECT_EQ(run(user_frames(), { "show", "118123" }), 0) << err;
    EXPECT_NE(out.find(ada.text()), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "data", "118123" }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "show", "11812" }), 1);
    EXPECT_EQ(run(administrator_frames(), { "add", "118123", "--role", "auditor" }), 0) << err;
    write([&](Ports& ports) {
        User other;
        other.id = UserId("00000000-0000-4000-8000-00000000000b");
        other.identities = { { SignInType::Federated, "facebook.com", "118123" } };
        return ports.users.insert(tenants[0], other);
    });
    for (char const* verb : { "show", "data" }) {
        EXPECT_EQ(run(user_frames(), { verb, "118123" }), 1);
        EXPECT_NE(err.find("object id"), std::string::npos) << err;
    }
}

TEST_F(VerbsTest, APersonsDataIsPrintedAndErasedOnRequest)
{
    EXPECT_EQ(run(user_frames(), { "data", "ada@example.test" }), 0) << err;
    EXPECT_NE(out.find("ada@example.test"), std::string::npos) << out;
    EXPECT_EQ(run(user_frames(), { "erase", "ada@example.test" }), 1);
    EXPECT_NE(err.find("--yes"), std::string::npos) << err;
    EXPECT_EQ(run(user_frames(), { "erase", "ada@example.test", "--yes" }), 0) << err;
    EXPECT_EQ(run(user_frames(), { "data", ada.text().c_str() }), 1);
    EXPECT_NE(err.find("there is nobody called"), std::string::npos) << err;
}

// What somebody called themselves must not move the cursor of whoever looks.
TEST_F(VerbsTest, NamesOfPeopleAreNoTerminalCodes)
{
    write([&](Ports& ports) -> Result<void> {
        User user = TRY(ports.users.find(tenants[0], ada)).value();
        user.attributes["displayName"] = std::string("A\x1b[2Jda\n");
        return ports.users.update(tenants[0], user);
    });
    EXPECT_EQ(run(user_frames(), { "list" }), 0) << err;
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
    EXPECT_EQ(lines().size(), 2U) << out;
}

TEST_F(VerbsTest, AServerNeedsWhatATokenIsGotWith)
{
    EXPECT_EQ(run(user_frames(), { "list", "--server", "https://login.example.test" }), 1);
    EXPECT_NE(err.find("--server needs --tenant"), std::string::npos) << err;
}

TEST_F(VerbsTest, AnAdministratorIsMadeListedAndUnmade)
{
    EXPECT_EQ(run(administrator_frames(), { "add", "ada@example.test" }), 1);
    EXPECT_NE(err.find("--role"), std::string::npos) << err;
    EXPECT_EQ(run(administrator_frames(), { "add", "ada@example.test", "--role", "root" }), 1);
    EXPECT_EQ(run(administrator_frames(), { "add", "nobody@example.test", "--role", "global" }), 1);
    EXPECT_EQ(run(administrator_frames(), { "add", "ada@example.test", "--role", "global", "--role", "user" }), 0)
        << err;
    EXPECT_EQ(run(administrator_frames(), { "list" }), 0);
    EXPECT_NE(out.find("ada@example.test has global, user"), std::string::npos) << out;
    EXPECT_EQ(run(administrator_frames(), { "remove", "ada@example.test", "--role", "global" }), 1) << "the last one";
    EXPECT_EQ(run(administrator_frames(), { "remove", "ada@example.test", "--role", "user" }), 0);
    EXPECT_NE(out.find("has global"), std::string::npos) << out;
}

} // namespace
} // namespace gatehouse::app
