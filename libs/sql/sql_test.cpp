#include "libs/sql/sql.h"

#include <atomic>
#include <barrier>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>

namespace gatehouse::sql {
namespace {

namespace fs = std::filesystem;

std::vector<Migration> const kTable
    = { { "2026-01-01_table", "create table t (id bigint primary key, v text, b blob);" } };

class SqlFile : public testing::Test {
protected:
    SqlFile()
    {
        std::string name = (fs::temp_directory_path() / "sql_test-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~SqlFile() override { fs::remove_all(folder_); }
    std::string path() const { return (folder_ / "inner" / "data.db").string(); }
    std::string beside(char const* name) const { return (folder_ / name).string(); }
    std::unique_ptr<Database> open(std::vector<Migration> const& migrations = kTable) const
    {
        return Database::open({ .path = path(), .sync_full = false }, migrations).value();
    }

private:
    fs::path folder_;
};

std::unique_ptr<Database> open_private()
{
    return Database::open({ .path = ":memory:" }, kTable).value();
}

Result<void> insert(Database& database, std::int64_t id, std::string const& value = "x")
{
    return database.transact([&](Connection& connection) -> Result<void> {
        TRY(connection.execute("insert into t (id, v) values ($1, $2)", { id, value }));
        return {};
    });
}

std::int64_t count(Database& database)
{
    auto const reader = database.reader().value();
    return reader->one<std::int64_t>("select count(*) from t", {}, [](Row const& row) { return row.integer(0); })
        .value()
        .value();
}

TEST(Sql, AQuestionIsGivenUpWhenItTakesTooLong)
{
    auto const database = open_private();
    auto const reader = database->reader().value();
    constexpr char const* kLong = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)"
                                  " select count(*) from n";
    auto const ask
        = [&] { return reader->one<std::int64_t>(kLong, {}, [](Row const& row) { return row.integer(0); }); };
    int asked = 0;
    reader->give_up_when([&] { return ++asked == 3; });
    auto const given_up = ask();
    ASSERT_FALSE(given_up);
    EXPECT_EQ(given_up.error().fault, Fault::Unavailable);
    EXPECT_EQ(asked, 3);
    // The connection goes on, and so does a question that is let.
    reader->give_up_when([&] { return false; });
    EXPECT_EQ(ask().value(), 100000);
    reader->give_up_when({});
    EXPECT_EQ(ask().value(), 100000);
    EXPECT_EQ(asked, 3);
}

TEST(Sql, ParametersGoByNumberNotByOrderOfAppearance)
{
    auto const database = open_private();
    auto const reader = database->reader().value();
    auto const text = reader->one<std::string>(
        "select $2 || $1 || $2", { std::string("a"), std::string("b") }, [](Row const& row) { return row.text(0); });
    EXPECT_EQ(text.value(), "bab");
}

TEST(Sql, TheWrongNumberOfParametersIsRefused)
{
    auto const reader = open_private()->reader().value();
    EXPECT_FALSE(reader->execute("select $1, $2", { 1 }));
    EXPECT_FALSE(reader->execute("select $1", { 1, 2 }));
    EXPECT_FALSE(reader->execute("select ?", { 1 }));
}

TEST(Sql, EveryKindOfValueComesBackAsItWas)
{
    auto const database = open_private();
    std::string const bytes("\0\xff'\n", 4);
    ASSERT_TRUE(database->transact([&](Connection& connection) -> Result<void> {
        TRY(connection.execute("insert into t values ($1, $2, $3)", { INT64_MIN, bytes, Blob{ bytes } }));
        TRY(connection.execute("insert into t values (2, $1, $2)", { std::monostate(), Blob{ "" } }));
        return {};
    }));
    auto const reader = database->reader().value();
    std::vector<std::string> seen;
    ASSERT_TRUE(reader->run("select id, v, b from t order by id", {}, [&](Row const& row) {
        seen.push_back(
            std::to_string(row.integer(0)) + "|" + row.text(1) + "|" + row.blob(2) + (row.is_null(1) ? "|null" : "|"));
        return true;
    }));
    EXPECT_EQ(seen, (std::vector<std::string>{ "-9223372036854775808|" + bytes + "|" + bytes + "|", "2|||null" }));
}

TEST(Sql, RunAnswersTheNumberOfChangedRows)
{
    auto const database = open_private();
    ASSERT_TRUE(database->transact([](Connection& connection) -> Result<void> {
        EXPECT_EQ(connection.execute("insert into t (id) values (1), (2), (3)").value(), 3);
        EXPECT_EQ(connection.execute("update t set v = 'y' where id > $1", { 1 }).value(), 2);
        EXPECT_EQ(connection.execute("select * from t").value(), 0);
        EXPECT_EQ(connection.execute("delete from t where id = 9").value(), 0);
        return {};
    }));
}

TEST(Sql, AStatementMayRunWhileItsOwnRowsAreRead)
{
    auto const database = open_private();
    ASSERT_TRUE(insert(*database, 1));
    ASSERT_TRUE(insert(*database, 2));
    auto const reader = database->reader().value();
    std::string_view const all = "select id from t order by id";
    std::string seen;
    ASSERT_TRUE(reader->run(all, {}, [&](Row const& outer) {
        auto const inner = reader->run(all, {}, [&](Row const& row) {
            seen += std::to_string(outer.integer(0)) + std::to_string(row.integer(0)) + " ";
            return true;
        });
        return inner.has_value();
    }));
    EXPECT_EQ(seen, "11 12 21 22 ");
}

TEST(Sql, ATakenKeyIsAConflict)
{
    auto const database = open_private();
    ASSERT_TRUE(insert(*database, 1));
    EXPECT_EQ(insert(*database, 1).error().fault, Fault::Conflict);
    auto const broken = database->transact([](Connection& connection) -> Result<void> {
        TRY(connection.execute("create table c (a text not null)"));
        TRY(connection.execute("insert into c values (null)"));
        return {};
    });
    EXPECT_EQ(broken.error().fault, Fault::Internal);
}

TEST(Sql, AFailedTransactionLeavesNothing)
{
    auto const database = open_private();
    auto const done = database->transact([](Connection& connection) -> Result<void> {
        TRY(connection.execute("insert into t (id) values (1)"));
        return fail(Fault::Denied, "no");
    });
    EXPECT_EQ(done.error().fault, Fault::Denied);
    EXPECT_EQ(count(*database), 0);
}

TEST(Sql, AnExceptionBecomesAnErrorAndTheWriterGoesOn)
{
    auto const database = open_private();
    auto const done = database->transact([](Connection& connection) -> Result<void> {
        TRY(connection.execute("insert into t (id) values (1)"));
        throw std::runtime_error("stray");
    });
    EXPECT_EQ(done.error().fault, Fault::Internal);
    ASSERT_TRUE(insert(*database, 2));
    EXPECT_EQ(count(*database), 1);
}

TEST(Sql, ManyCallersShareCommitsAndFailAlone)
{
    auto const database = open_private();
    constexpr int kThreads = 16;
    constexpr int kRounds = 40;
    std::barrier start(kThreads);
    std::atomic<int> conflicts = 0;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
            start.arrive_and_wait();
            for (int round = 0; round < kRounds; ++round) {
                EXPECT_TRUE(insert(*database, 1000 * (thread + 1) + round));
                auto const shared = insert(*database, round);
                if (!shared && shared.error().fault == Fault::Conflict)
                    ++conflicts;
            }
        });
    threads.clear();
    EXPECT_EQ(conflicts, (kThreads - 1) * kRounds);
    EXPECT_EQ(count(*database), kThreads * kRounds + kRounds);
}

TEST(Sql, AReaderSeesOneSnapshotInsideATransaction)
{
    auto const database = open_private();
    auto const reader = database->reader().value();
    auto const seen = [&] {
        return reader->one<std::int64_t>("select count(*) from t", {}, [](Row const& row) { return row.integer(0); })
            .value()
            .value();
    };
    ASSERT_TRUE(reader->execute("begin"));
    EXPECT_EQ(seen(), 0);
    ASSERT_TRUE(insert(*database, 1));
    EXPECT_EQ(seen(), 0);
    ASSERT_TRUE(reader->execute("commit"));
    EXPECT_EQ(seen(), 1);
}

TEST(Sql, AReaderCannotWrite)
{
    auto const database = open_private();
    EXPECT_FALSE(database->reader().value()->execute("insert into t (id) values (1)"));
    EXPECT_EQ(count(*database), 0);
}

TEST(Sql, AReaderGivenBackInsideATransactionSeesNewRowsNextTime)
{
    auto const database = open_private();
    {
        auto const reader = database->reader().value();
        ASSERT_TRUE(reader->execute("begin"));
        ASSERT_TRUE(reader->execute("select * from t"));
    }
    ASSERT_TRUE(insert(*database, 1));
    EXPECT_EQ(count(*database), 1);
}

TEST_F(SqlFile, RowsSurviveClosing)
{
    ASSERT_TRUE(insert(*open(), 7));
    EXPECT_EQ(count(*open()), 1);
}

TEST_F(SqlFile, OnlyTheOwnerMayReadTheFiles)
{
    auto const database = open();
    ASSERT_TRUE(insert(*database, 1));
    struct stat status{};
    for (std::string const& name : { path(), path() + "-wal", path() + "-shm" }) {
        ASSERT_EQ(::stat(name.c_str(), &status), 0) << name;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
    }
    ASSERT_EQ(::stat(fs::path(path()).parent_path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(SqlFile, MigrationsApplyOnceInOrderOfName)
{
    auto migrations = kTable;
    ASSERT_TRUE(open(migrations));
    migrations.insert(migrations.begin(), { "2026-01-03_row", "insert into t (id, v) select 1, name from n;" });
    migrations.push_back(
        { "2026-01-02_name", "-- two statements\ncreate table n (name text); insert into n values ('later');" });
    ASSERT_TRUE(open(migrations));
    auto const database = open(migrations);
    auto const value = database->reader().value()->one<std::string>(
        "select v from t", {}, [](Row const& row) { return row.text(0); });
    EXPECT_EQ(value.value(), "later");
}

TEST_F(SqlFile, AChangedOrForeignMigrationIsNamed)
{
    ASSERT_TRUE(open());
    auto changed = kTable;
    changed[0].text += " ";
    auto const edited = Database::open({ .path = path() }, changed);
    EXPECT_EQ(edited.error().fault, Fault::Invalid);
    EXPECT_NE(edited.error().detail.find("2026-01-01_table"), std::string::npos);
    auto const older = Database::open({ .path = path() }, {});
    EXPECT_EQ(older.error().fault, Fault::Invalid);
    EXPECT_NE(older.error().detail.find("2026-01-01_table"), std::string::npos);
}

TEST_F(SqlFile, ABrokenMigrationLeavesNothingAndIsNamed)
{
    auto migrations = kTable;
    migrations.push_back({ "2026-02-01_broken", "create table u (id bigint); create tabel v;" });
    auto const broken = Database::open({ .path = path() }, migrations);
    EXPECT_NE(broken.error().detail.find("2026-02-01_broken"), std::string::npos);
    migrations.back().text = "create table u (id bigint);";
    EXPECT_TRUE(Database::open({ .path = path() }, migrations));
}

TEST_F(SqlFile, ABackupIsACompletePrivateCopy)
{
    auto const database = open();
    ASSERT_TRUE(insert(*database, 1));
    std::string const copy = beside("copy.db");
    ASSERT_TRUE(database->backup(copy));
    EXPECT_EQ(database->backup(copy).error().fault, Fault::Conflict);
    struct stat status{};
    ASSERT_EQ(::stat(copy.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    auto const restored = Database::open({ .path = copy }, kTable).value();
    EXPECT_EQ(count(*restored), 1);
}

TEST_F(SqlFile, ABrokenFileIsFound)
{
    {
        auto const database = open();
        for (int i = 0; i < 1000; ++i)
            ASSERT_TRUE(insert(*database, i, std::string(100, 'x')));
    }
    EXPECT_TRUE(check_integrity(path()).has_value());
    std::ostringstream content;
    content << std::ifstream(path(), std::ios::binary).rdbuf();
    std::string const whole = content.str();
    // A page in the middle, as a disk loses it.
    std::string damaged = whole;
    damaged.replace(whole.size() / 2 / 4096 * 4096, 4096, 4096, 'Z');
    std::ofstream(path(), std::ios::binary) << damaged;
    auto const broken = check_integrity(path());
    ASSERT_FALSE(broken.has_value());
    EXPECT_EQ(broken.error().fault, Fault::Invalid);
    EXPECT_NE(broken.error().detail.find(path() + " is broken"), std::string::npos) << broken.error().detail;
    // The end is missing, as of a copy that was interrupted.
    std::ofstream(path(), std::ios::binary) << whole.substr(0, whole.size() / 2);
    EXPECT_FALSE(check_integrity(path()).has_value());
}

TEST_F(SqlFile, ARowThatRefersToNothingIsFound)
{
    {
        auto const database = open({ { "2026-01-01_tables",
            "create table parents (id integer primary key);"
            "create table children (parent integer references parents (id) deferrable initially deferred);" } });
        // As a bug would leave it, or a copy put together of two.
        ASSERT_TRUE(database->transact([](Connection& connection) -> Result<void> {
            TRY(connection.execute("insert into parents (id) values (1)"));
            TRY(connection.execute("insert into children (parent) values (1)"));
            return {};
        }));
    }
    EXPECT_TRUE(check_integrity(path()).has_value());
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, "delete from parents", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
    auto const broken = check_integrity(path());
    ASSERT_FALSE(broken.has_value());
    EXPECT_NE(broken.error().detail.find("children refers to what is not in parents"), std::string::npos)
        << broken.error().detail;
}

TEST_F(SqlFile, WhatIsNoDatabaseIsRefused)
{
    std::string const name = beside("text");
    std::FILE* file = std::fopen(name.c_str(), "w");
    std::fputs(std::string(4096, 'x').c_str(), file);
    std::fclose(file);
    EXPECT_FALSE(Database::open({ .path = name }, kTable));
    EXPECT_EQ(Database::open({ .path = "/proc/no/such/place.db" }, kTable).error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::sql
