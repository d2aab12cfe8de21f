#include "libs/sql/connection.h"
#include "libs/sql/migrate.h"
#include "libs/sql/writer.h"

#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::sql {
namespace {

namespace fs = std::filesystem;

constexpr size_t kIdleReaders = 16;

std::unexpected<Error> system_failure(std::string const& what)
{
    return fail(Fault::Unavailable, what + ": " + std::system_category().message(errno));
}

// Missing folders become ours alone: a directory of people is nobody else's business.
Result<void> make_folder(fs::path const& folder)
{
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error))
        return {};
    TRY(make_folder(folder.parent_path()));
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return system_failure(folder.string());
    return {};
}

enum class Existing { Keep, Refuse };

// SQLite gives its other files the permissions of this one.
Result<void> make_file(std::string const& path, Existing existing)
{
    int const flags = O_RDWR | O_CREAT | O_CLOEXEC | (existing == Existing::Refuse ? O_EXCL : 0);
    int const file = ::open(path.c_str(), flags, 0600);
    if (file < 0 && errno == EEXIST)
        return fail(Fault::Conflict, path + " exists");
    if (file < 0)
        return system_failure(path);
    ::close(file);
    // The file's name is part of what a commit promises.
    fs::path const parent = fs::path(path).parent_path();
    int const folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return system_failure(parent.string());
    ::fsync(folder);
    ::close(folder);
    return {};
}

// Connections that wait for a reader. It outlives the database when a reader does.
class Pool {
public:
    std::unique_ptr<SqliteConnection> take()
    {
        std::lock_guard const lock(mutex_);
        if (idle_.empty())
            return nullptr;
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    void give_back(std::unique_ptr<SqliteConnection> connection)
    {
        // An open read transaction would keep old pages alive for ever.
        if (connection->in_transaction() && !connection->execute("rollback"))
            return;
        std::lock_guard const lock(mutex_);
        if (!closed_ && idle_.size() < kIdleReaders)
            idle_.push_back(std::move(connection));
    }
    void close()
    {
        std::lock_guard const lock(mutex_);
        closed_ = true;
        idle_.clear();
    }

private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_;
    bool closed_ = false;
};

// The folder of a private database, removed at the end.
class PrivateFolder {
public:
    PrivateFolder() = default;
    explicit PrivateFolder(std::string path)
        : path_(std::move(path))
    {
    }
    PrivateFolder(PrivateFolder&& other) noexcept
        : path_(std::exchange(other.path_, {}))
    {
    }
    PrivateFolder& operator=(PrivateFolder&&) = delete;
    ~PrivateFolder()
    {
        std::error_code error;
        if (!path_.empty())
            fs::remove_all(path_, error);
    }

private:
    std::string path_;
};

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string path, Sync sync, std::unique_ptr<SqliteConnection> connection, PrivateFolder folder)
        : folder_(std::move(folder))
        , path_(std::move(path))
        , sync_(sync)
        , pool_(std::make_shared<Pool>())
        , writer_(std::move(connection))
    {
    }
    ~SqliteDatabase() override { pool_->close(); }

    Result<std::shared_ptr<Connection>> reader() override
    {
        auto connection = pool_->take();
        if (!connection)
            connection = TRY(SqliteConnection::open(path_, Access::ReadOnly, sync_));
        return std::shared_ptr<Connection>(connection.release(),
            [pool = pool_](SqliteConnection* back) { pool->give_back(std::unique_ptr<SqliteConnection>(back)); });
    }

    Result<void> transact(std::function<Result<void>(Connection&)> const& work) override
    {
        return writer_.transact(work);
    }

    Result<void> backup(std::string const& to_path) override
    {
        // SQLite fills an empty file; made here, it is readable by its owner only.
        TRY(make_file(to_path, Existing::Refuse));
        auto connection = TRY(SqliteConnection::open(path_, Access::ReadWrite, Sync::Full));
        auto const done = connection->execute("vacuum into $1", { to_path });
        if (!done) {
            ::unlink(to_path.c_str());
            return std::unexpected(done.error());
        }
        return {};
    }

private:
    PrivateFolder folder_;
    std::string path_;
    Sync sync_;
    std::shared_ptr<Pool> pool_;
    Writer writer_;
};

Result<std::unique_ptr<Database>> open_file(
    std::string const& path, Sync sync, std::vector<Migration> const& migrations, PrivateFolder folder)
{
    TRY(make_file(path, Existing::Keep));
    auto connection = TRY(SqliteConnection::open(path, Access::ReadWrite, sync));
    TRY(migrate(*connection, migrations));
    return std::make_unique<SqliteDatabase>(path, sync, std::move(connection), std::move(folder));
}

// A file after all: SQLite's own shared memory databases have table locks instead of snapshots, so readers would fail
// where they do not with a file. Nothing waits for the disk, so it is as fast.
Result<std::unique_ptr<Database>> open_private(std::vector<Migration> const& migrations)
{
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "gatehouse-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        return system_failure(name);
    return open_file(name + "/private.db", Sync::Off, migrations, PrivateFolder(name));
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(
    DatabaseOptions const& options, std::vector<Migration> const& migrations)
{
    if (options.path == ":memory:")
        return open_private(migrations);
    TRY(make_folder(fs::path(options.path).parent_path()));
    return open_file(options.path, options.sync_full ? Sync::Full : Sync::Normal, migrations, {});
}

Result<void> check_integrity(std::string const& path)
{
    auto const broken = [&](std::string const& what) { return fail(Fault::Invalid, path + " is broken: " + what); };
    // Read-only, a connection cannot take SQLite's side files away again.
    auto const connection = SqliteConnection::open(path, Access::ReadWrite, Sync::Full);
    if (!connection)
        return broken(connection.error().detail);
    auto const said
        = (*connection)->one<std::string>("pragma integrity_check(1)", {}, [](Row const& row) { return row.text(0); });
    if (!said)
        return broken(said.error().detail);
    if (*said != "ok")
        return broken(said->value_or("SQLite says nothing"));
    auto const dangling = TRY((*connection)->one<std::string>("pragma foreign_key_check", {}, [](Row const& row) {
        return row.text(0) + " refers to what is not in " + row.text(2);
    }));
    if (dangling)
        return broken(*dangling);
    return {};
}

} // namespace gatehouse::sql
