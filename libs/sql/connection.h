// One SQLite connection. Internal to this folder: everybody else sees sql::Connection.
#pragma once

#include "libs/sql/sql.h"

#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace gatehouse::sql {

enum class Access { ReadWrite, ReadOnly };
// When SQLite waits for the disk: at every commit, at checkpoints, never (private databases that nobody opens again).
enum class Sync { Full, Normal, Off };

class SqliteConnection final : public Connection {
public:
    // The file must exist; an empty one is a new database.
    static Result<std::unique_ptr<SqliteConnection>> open(std::string const& path, Access access, Sync sync);
    ~SqliteConnection() override;
    SqliteConnection(SqliteConnection const&) = delete;
    SqliteConnection& operator=(SqliteConnection const&) = delete;

    Result<std::int64_t> run(std::string_view statement, std::span<Parameter const> parameters,
        std::function<bool(Row const&)> const& each) override;
    void give_up_when(std::function<bool()> give_up) override;
    // Several statements, without parameters and results.
    Result<void> run_script(std::string_view text);
    bool in_transaction() const;

private:
    struct Statement {
        sqlite3_stmt* handle = nullptr;
        // For SQLite's n-th parameter: which of the caller's it is. SQLite counts "$2, $1" by first appearance.
        std::vector<size_t> sources;
        bool running = false;
    };
    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    class Running;

    explicit SqliteConnection(sqlite3* handle)
        : handle_(handle)
    {
    }
    Result<Statement> prepare(std::string_view text, bool keep);
    Result<Statement*> find_statement(std::string_view text);
    Result<void> bind(Statement const& statement, std::span<Parameter const> parameters);
    Result<std::int64_t> step(Statement const& statement, std::function<bool(Row const&)> const& each);
    std::unexpected<Error> failure(int code) const;

    sqlite3* handle_;
    std::function<bool()> give_up_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
};

} // namespace gatehouse::sql
