// What only a store in a file can be asked: secrets at rest, keys that do not fit, a program that dies.
#include "core/ports/ports.h"
#include "libs/sql/sql.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"
#include "store/user_row.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::store {
namespace {

namespace fs = std::filesystem;

class StoreFile : public testing::Test {
protected:
    StoreFile()
    {
        std::string name = (fs::temp_directory_path() / "store_test-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~StoreFile() override { fs::remove_all(folder_); }
    std::string path() const { return (folder_ / "store.db").string(); }
    Result<std::unique_ptr<Store>> open(char key = 'k')
    {
        return open_store(
            { .path = path(), .master_key = crypto::SealingKey(std::string(32, key)), .sync_full = false }, random_);
    }
    // Every byte that lies on the disk.
    std::string bytes() const
    {
        std::string all;
        for (auto const& entry : fs::directory_iterator(folder_)) {
            std::ifstream file(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(file), {});
        }
        return all;
    }

private:
    fs::path folder_;
    testkit::FakeRandom random_;
};

constexpr char kMarker[] = "find-me-on-the-disk";

Result<void> write_secrets(Ports& ports)
{
    TenantId const tenant("tenant");
    Time const later = from_unix_seconds(4'000'000'000);
    User user;
    user.id = UserId("ada");
    user.totp_secret = kMarker;
    TRY(ports.users.insert(tenant, user));
    StoredSigningKey key;
    key.kid = "kid";
    key.private_bytes = crypto::PrivateKeyBytes(kMarker);
    TRY(ports.signing_keys.insert(tenant, key));
    TRY(ports.journeys.insert(tenant, { .id = JourneyId("j"), .version = 0, .state = kMarker, .expires = later }));
    Session session;
    session.digest = SessionDigest("s");
    session.records = kMarker;
    session.expires = later;
    TRY(ports.sessions.insert(tenant, session));
    Code code;
    code.grant.claims = kMarker;
    TRY(ports.codes.insert(tenant, code));
    RefreshToken token;
    token.grant.claims = kMarker;
    TRY(ports.refresh_tokens.insert(tenant, token));
    Message message;
    message.id = "m";
    message.text = kMarker;
    message.html = kMarker;
    return ports.messages.append(tenant, message);
}

TEST_F(StoreFile, SecretsAreNotReadableOnTheDisk)
{
    auto store = open().value();
    ASSERT_TRUE(store->transact(write_secrets));
    EXPECT_EQ(bytes().find(kMarker), std::string::npos);
    auto const state = read<std::optional<StoredJourney>>(
        *store, [](Ports& ports) { return ports.journeys.find(TenantId("tenant"), JourneyId("j"), Time()); });
    EXPECT_EQ(state.value().value().state, kMarker);
}

TEST_F(StoreFile, AnotherMasterKeyIsDenied)
{
    ASSERT_TRUE(open());
    EXPECT_EQ(open('x').error().fault, Fault::Denied);
    EXPECT_TRUE(open());
    EXPECT_EQ(
        open_store({ .path = path(), .master_key = crypto::SealingKey("short") }, *std::make_unique<SystemRandom>())
            .error()
            .fault,
        Fault::Invalid);
}

TEST_F(StoreFile, AfterResealingOnlyTheNewMasterKeyOpens)
{
    auto const before = open().value();
    ASSERT_TRUE(before->transact(write_secrets));
    testkit::FakeRandom random;
    auto const reseal = [&](char from, char to) {
        return reseal_store(
            { .path = path(), .master_key = crypto::SealingKey(std::string(32, from)), .sync_full = false },
            crypto::SealingKey(std::string(32, to)), random);
    };
    EXPECT_EQ(reseal('x', 'n').error().fault, Fault::Denied) << "who does not have the key gets no other one";
    ASSERT_TRUE(reseal('k', 'n'));
    EXPECT_EQ(open('k').error().fault, Fault::Denied);
    auto const after = open('n').value();
    for (Store* store : { before.get(), after.get() }) {
        auto const user = read<std::optional<User>>(
            *store, [](Ports& ports) { return ports.users.find(TenantId("tenant"), UserId("ada")); });
        EXPECT_EQ(user.value().value().totp_secret, kMarker);
    }
}

// A restart with the wrong file: nothing of the database may be lost or made anew by it.
TEST_F(StoreFile, AWrongMasterKeyWritesNothing)
{
    {
        auto const store = open().value();
        ASSERT_TRUE(store->transact(write_secrets));
    }
    std::string const before = bytes();
    ASSERT_FALSE(open('x'));
    EXPECT_EQ(bytes(), before);
    EXPECT_TRUE(open());
}

// A database as a version left it that knew no migration after `last`.
std::unique_ptr<sql::Database> older_database(std::string const& path, std::string const& last)
{
    std::vector<sql::Migration> migrations;
    for (auto const& entry : fs::directory_iterator("store/migrations")) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::string const name = entry.path().filename().string();
        if (name <= last)
            migrations.push_back(
                { .name = "migrations/" + name, .text = std::string(std::istreambuf_iterator<char>(file), {}) });
    }
    return sql::Database::open({ .path = path, .sync_full = false }, migrations).value();
}

TEST_F(StoreFile, AppsAndTokensOfAnOlderVersionGetTheKindOfTheApp)
{
    ASSERT_TRUE(older_database(path(), "2026-11-29_zzz")->transact([](sql::Connection& db) -> Result<void> {
        TRY(db.execute(
            "insert into applications (tenant_id, client_id, name, kind, enabled, document) values"
            " ('tenant', 'app', 'App', 'spa', 1, '{\"redirect_uris\":[\"https://b.test/\",\"https://a.test/\"]}'),"
            " ('tenant', 'none', 'None', 'web', 1, '{\"redirect_uris\":[]}')",
            {}));
        TRY(db.execute(
            "insert into refresh_tokens (tenant_id, digest, family_id, client_id, user_id, policy_id, scope,"
            " claims, token_settings, nonce, auth_time, session, correlation_id, issued_at, expires_at,"
            " family_expires_at) values ('tenant', 'r', 'f', 'app', 'ada', 'p', '', x'', '{}', '', 0, '', '',"
            " 0, 0, 0)",
            {}));
        return {};
    }));
    ASSERT_TRUE(open());
    auto const db = older_database(path(), "3");
    auto const text = [&](std::string_view query) {
        return db->reader()
            .value()
            ->one<std::string>(query, {}, [](sql::Row const& row) { return row.text(0); })
            .value();
    };
    EXPECT_EQ(text("select document from applications where client_id = 'app'"),
        R"({"redirect_uris":[{"uri":"https://b.test/","kind":"spa"},{"uri":"https://a.test/","kind":"spa"}]})");
    EXPECT_EQ(text("select document from applications where client_id = 'none'"), R"({"redirect_uris":[]})");
    EXPECT_EQ(text("select client_kind from refresh_tokens"), "spa");
}

// It runs every few minutes, beside everybody who signs in.
TEST_F(StoreFile, TheCleanUpDoesNotReadEverybody)
{
    ASSERT_TRUE(open());
    auto const plan = older_database(path(), "3")
                          ->reader()
                          .value()
                          ->one<std::string>("explain query plan " + std::string(kForgetErased), { std::int64_t{ 1 } },
                              [](sql::Row const& row) { return row.text(3); });
    EXPECT_NE(plan->value().find("user_changes_to_forget"), std::string::npos) << plan->value();
}

TEST_F(StoreFile, ABackupOpensUnderTheSameKey)
{
    auto store = open().value();
    ASSERT_TRUE(store->transact(write_secrets));
    ASSERT_TRUE(store->backup(path() + ".copy"));
    testkit::FakeRandom random;
    auto const copy
        = open_store({ .path = path() + ".copy", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
              .value();
    auto const user = read<std::optional<User>>(
        *copy, [](Ports& ports) { return ports.users.find(TenantId("tenant"), UserId("ada")); });
    EXPECT_EQ(user.value().value().totp_secret, kMarker);
}

// A program that writes until it is killed; what it said was committed.
class Writer {
public:
    Writer(std::string const& path, long first)
    {
        int ends[2] = {};
        EXPECT_EQ(::pipe(ends), 0);
        std::string const number = std::to_string(first);
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            ::execl(STORE_WRITER, STORE_WRITER, path.c_str(), number.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        output_ = ::fdopen(ends[0], "r");
    }
    ~Writer() { std::fclose(output_); }
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    // The last number it acknowledged: waits for some, kills it in the middle of its work and reads the rest.
    long kill_after(int acknowledged)
    {
        long last = -1;
        char line[32];
        while (acknowledged-- > 0 && std::fgets(line, sizeof line, output_))
            last = std::atol(line);
        ::kill(process_, SIGKILL);
        while (std::fgets(line, sizeof line, output_))
            last = std::atol(line);
        int status = 0;
        ::waitpid(process_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status));
        return last;
    }

private:
    pid_t process_ = -1;
    std::FILE* output_ = nullptr;
};

TEST_F(StoreFile, WhatWasAcknowledgedSurvivesKilling)
{
    long next = 0;
    for (int round = 0; round < 10; ++round) {
        long const last = Writer(path(), next).kill_after(5 + 7 * round);
        ASSERT_GE(last, next);
        auto const store = open().value();
        auto const check = [&](Ports& ports) -> Result<void> {
            auto const exists = [&](long number) {
                auto const row = ports.journeys.find(TenantId("tenant"), JourneyId(std::to_string(number)), Time());
                return row && *row && (*row)->state == std::to_string(number);
            };
            for (long number = 0; number <= last; ++number)
                EXPECT_TRUE(exists(number)) << number;
            // One more may be committed and not yet said.
            next = last + 1;
            while (exists(next))
                ++next;
            return {};
        };
        ASSERT_TRUE(store->read(check));
        EXPECT_LE(next, last + 2);
    }
}

} // namespace
} // namespace gatehouse::store
