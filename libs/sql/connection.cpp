#include "libs/sql/connection.h"

#include "libs/base/text.h"

#include <sqlite3.h>

namespace gatehouse::sql {
namespace {

// Statements are constants; a program that builds texts anew would otherwise grow without bound (attack-71).
constexpr size_t kKeptStatements = 512;
constexpr int kBusyMilliseconds = 5000;
// Some 100 microseconds' worth of SQLite's steps.
constexpr int kStepsBetweenQuestions = 4000;

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement)
        : statement_(statement)
    {
    }
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const override
    {
        auto const* bytes = sqlite3_column_text(statement_, column);
        return copy(bytes, column);
    }
    std::string blob(int column) const override
    {
        auto const* bytes = sqlite3_column_blob(statement_, column);
        return copy(bytes, column);
    }

private:
    // The size is to be asked after the value: asking for text may convert it.
    std::string copy(void const* bytes, int column) const
    {
        auto const size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
        return bytes ? std::string(static_cast<char const*>(bytes), size) : std::string();
    }
    sqlite3_stmt* statement_;
};

Fault fault_of(int code)
{
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_FOREIGNKEY
        || code == SQLITE_CONSTRAINT_ROWID)
        return Fault::Conflict;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_INTERRUPT:
        return Fault::Unavailable;
    case SQLITE_TOOBIG:
        return Fault::Invalid;
    default:
        return Fault::Internal;
    }
}

int bind_value(sqlite3_stmt* statement, int index, Parameter const& parameter)
{
    if (auto const* number = std::get_if<std::int64_t>(&parameter))
        return sqlite3_bind_int64(statement, index, *number);
    // The caller's parameters outlive the statement's run, so nothing is copied.
    if (auto const* text = std::get_if<std::string>(&parameter))
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    if (auto const* blob = std::get_if<Blob>(&parameter))
        return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    return sqlite3_bind_null(statement, index);
}

std::string_view pragma_of(Sync sync)
{
    switch (sync) {
    case Sync::Full:
        return "pragma synchronous=full;";
    case Sync::Normal:
        return "pragma synchronous=normal;";
    case Sync::Off:
        break;
    }
    return "pragma synchronous=off;";
}

// A global mutex at every allocation otherwise; only before the first use of the library.
void prepare_library()
{
    static int const done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(done);
}

} // namespace

// Resets a statement however its run ends, and drops the pointers to the caller's parameters.
class SqliteConnection::Running {
public:
    explicit Running(Statement& statement)
        : statement_(statement)
    {
        statement_.running = true;
    }
    ~Running()
    {
        sqlite3_reset(statement_.handle);
        sqlite3_clear_bindings(statement_.handle);
        statement_.running = false;
    }
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;

private:
    Statement& statement_;
};

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(std::string const& path, Access access, Sync sync)
{
    prepare_library();
    sqlite3* handle = nullptr;
    int const mode = access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int const code
        = sqlite3_open_v2(path.c_str(), &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (code != SQLITE_OK)
        return fail(fault_of(code), path + ": " + sqlite3_errstr(code));
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    if (access == Access::ReadWrite)
        // The one writer's cache stays valid, so it may be large; it grows with use. A checkpoint every 16 MB writes
        // pages that changed often only once.
        TRY(connection->run_script("pragma journal_mode=wal; pragma journal_size_limit=67108864; pragma "
                                   "cache_size=-16000; pragma wal_autocheckpoint=4000;"));
    else
        TRY(connection->run_script("pragma query_only=on; pragma cache_size=-2000;"));
    TRY(connection->run_script(pragma_of(sync)));
    TRY(connection->run_script("pragma foreign_keys=on; pragma temp_store=memory; pragma trusted_schema=off;"));
    return connection;
}

SqliteConnection::~SqliteConnection()
{
    for (auto& [text, statement] : statements_)
        sqlite3_finalize(statement.handle);
    sqlite3_close_v2(handle_);
}

bool SqliteConnection::in_transaction() const
{
    return sqlite3_get_autocommit(handle_) == 0;
}

std::unexpected<Error> SqliteConnection::failure(int code) const
{
    return fail(fault_of(code), std::string("sqlite: ") + sqlite3_errmsg(handle_));
}

Result<SqliteConnection::Statement> SqliteConnection::prepare(std::string_view text, bool keep)
{
    Statement statement;
    unsigned const flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
    int const code
        = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), flags, &statement.handle, nullptr);
    if (code != SQLITE_OK)
        return failure(code);
    int const count = sqlite3_bind_parameter_count(statement.handle);
    for (int index = 1; index <= count; ++index) {
        char const* name = sqlite3_bind_parameter_name(statement.handle, index);
        auto const number = name && *name == '$' ? parse_integer(name + 1) : std::nullopt;
        if (!number || *number < 1) {
            sqlite3_finalize(statement.handle);
            return fail(Fault::Internal, "a parameter is not of the form $1");
        }
        statement.sources.push_back(static_cast<size_t>(*number - 1));
    }
    return statement;
}

Result<SqliteConnection::Statement*> SqliteConnection::find_statement(std::string_view text)
{
    auto found = statements_.find(text);
    if (found == statements_.end()) {
        Statement const fresh = TRY(prepare(text, true));
        found = statements_.emplace(std::string(text), fresh).first;
    }
    return &found->second;
}

Result<void> SqliteConnection::bind(Statement const& statement, std::span<Parameter const> parameters)
{
    size_t used = 0;
    for (size_t i = 0; i < statement.sources.size(); ++i) {
        size_t const source = statement.sources[i];
        if (source >= parameters.size())
            return fail(Fault::Internal, "parameter $" + std::to_string(source + 1) + " is not given");
        used = std::max(used, source + 1);
        int const code = bind_value(statement.handle, static_cast<int>(i) + 1, parameters[source]);
        if (code != SQLITE_OK)
            return failure(code);
    }
    if (used != parameters.size())
        return fail(Fault::Internal, "more parameters are given than the statement has");
    return {};
}

Result<std::int64_t> SqliteConnection::step(Statement const& statement, std::function<bool(Row const&)> const& each)
{
    SqliteRow const row(statement.handle);
    std::int64_t const before = sqlite3_total_changes64(handle_);
    for (bool wanted = true; wanted;) {
        int const code = sqlite3_step(statement.handle);
        if (code == SQLITE_DONE)
            break;
        if (code != SQLITE_ROW)
            return failure(code);
        wanted = !each || each(row);
    }
    return sqlite3_total_changes64(handle_) - before;
}

Result<std::int64_t> SqliteConnection::run(
    std::string_view text, std::span<Parameter const> parameters, std::function<bool(Row const&)> const& each)
{
    if (statements_.size() >= kKeptStatements)
        std::erase_if(statements_, [](auto const& entry) {
            bool const idle = !entry.second.running;
            if (idle)
                sqlite3_finalize(entry.second.handle);
            return idle;
        });
    Statement* statement = TRY(find_statement(text));
    // A callback may ask the same question again while the first answer is still being read.
    if (statement->running) {
        Statement once = TRY(prepare(text, false));
        std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> const owner(once.handle, sqlite3_finalize);
        TRY(bind(once, parameters));
        return step(once, each);
    }
    Running const running(*statement);
    TRY(bind(*statement, parameters));
    return step(*statement, each);
}

void SqliteConnection::give_up_when(std::function<bool()> give_up)
{
    give_up_ = std::move(give_up);
    auto const ask = [](void* self) { return static_cast<SqliteConnection*>(self)->give_up_() ? 1 : 0; };
    sqlite3_progress_handler(handle_, kStepsBetweenQuestions, give_up_ ? +ask : nullptr, this);
}

Result<void> SqliteConnection::run_script(std::string_view text)
{
    while (!trim(text).empty()) {
        sqlite3_stmt* handle = nullptr;
        char const* rest = nullptr;
        int code = sqlite3_prepare_v2(handle_, text.data(), static_cast<int>(text.size()), &handle, &rest);
        while (code == SQLITE_OK && handle && (code = sqlite3_step(handle)) == SQLITE_ROW)
            code = SQLITE_OK;
        if (code != SQLITE_OK && code != SQLITE_DONE) {
            auto error = failure(code);
            sqlite3_finalize(handle);
            return error;
        }
        sqlite3_finalize(handle);
        text.remove_prefix(static_cast<size_t>(rest - text.data()));
    }
    return {};
}

Result<std::int64_t> Connection::execute(std::string_view statement, std::vector<Parameter> const& parameters)
{
    return run(statement, parameters, {});
}

} // namespace gatehouse::sql
