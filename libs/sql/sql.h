// SQLite behind a small interface: connection, statement, row, transaction, migrations, and one connection that
// writes and puts the transactions of several callers into one commit. Statements use $1, $2, ... (PostgreSQL's form),
// so one text will serve both drivers.
#pragma once

#include "libs/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::sql {

struct Blob {
    std::string bytes;
};
using Parameter = std::variant<std::monostate, std::int64_t, std::string, Blob>;

// A row of a result, valid until the next row is asked for.
class Row {
public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string text(int column) const = 0;
    virtual std::string blob(int column) const = 0;
};

// One connection; statements are prepared once and kept. Not for use by two threads at a time.
class Connection {
public:
    virtual ~Connection() = default;
    // Calls `each` for every row; stops early when it returns false. Answers the number of rows changed.
    // A unique or foreign-key violation is Fault::Conflict, a full disk or a busy file Fault::Unavailable.
    virtual Result<std::int64_t> run(
        std::string_view statement, std::span<Parameter const> parameters, std::function<bool(Row const&)> const& each)
        = 0;

    // Asked every few thousand steps of a statement, which fails as Fault::Unavailable when it says yes. Empty: never.
    virtual void give_up_when(std::function<bool()> give_up) = 0;

    Result<std::int64_t> execute(std::string_view statement, std::vector<Parameter> const& parameters = {});
    // At most one row is expected; read it with `take`.
    template <class T>
    Result<std::optional<T>> one(
        std::string_view statement, std::vector<Parameter> const& parameters, std::function<T(Row const&)> const& take);
    template <class T>
    Result<std::vector<T>> all(
        std::string_view statement, std::vector<Parameter> const& parameters, std::function<T(Row const&)> const& take);
};

struct Migration {
    std::string name; // "2026-11-22_directory"; applied in order of name, once each
    std::string text;
};

struct DatabaseOptions {
    std::string path; // ":memory:" gives a private database that lives as long as the Database
    // FULL: a commit survives a power cut. NORMAL: only a crash of the program.
    bool sync_full = true;
};

// Readers get a connection of their own; all writes go through one connection.
class Database {
public:
    virtual ~Database() = default;
    // Applies what is missing; a migration whose text changed since it was applied is Fault::Invalid.
    static Result<std::unique_ptr<Database>> open(
        DatabaseOptions const& options, std::vector<Migration> const& migrations);

    // A read-only connection from a small pool, given back when the pointer dies.
    virtual Result<std::shared_ptr<Connection>> reader() = 0;
    // Runs `work` in a transaction, on the thread of this caller or of another who waits too, and returns when the
    // commit is durable. Waiting callers share one commit. When `work` fails, its changes are rolled back and its error
    // returned; the others are not touched.
    // `work` must not block on anything but the connection.
    virtual Result<void> transact(std::function<Result<void>(Connection&)> const& work) = 0;
    // A consistent copy while the server runs.
    virtual Result<void> backup(std::string const& to_path) = 0;
};

// Reads a whole database file: pages, indexes, references. Fault::Invalid says what is broken.
Result<void> check_integrity(std::string const& path);

template <class T>
Result<std::optional<T>> Connection::one(
    std::string_view statement, std::vector<Parameter> const& parameters, std::function<T(Row const&)> const& take)
{
    std::optional<T> found;
    auto const done = run(statement, parameters, [&](Row const& row) {
        found = take(row);
        return false;
    });
    if (!done)
        return std::unexpected(done.error());
    return found;
}

template <class T>
Result<std::vector<T>> Connection::all(
    std::string_view statement, std::vector<Parameter> const& parameters, std::function<T(Row const&)> const& take)
{
    std::vector<T> found;
    auto const done = run(statement, parameters, [&](Row const& row) {
        found.push_back(take(row));
        return true;
    });
    if (!done)
        return std::unexpected(done.error());
    return found;
}

} // namespace gatehouse::sql
