#include "libs/sql/migrate.h"

#include "libs/base/encoding.h"
#include "libs/base/time.h"

#include <algorithm>
#include <set>

namespace gatehouse::sql {
namespace {

// FNV-1a, 64 bits. It finds a migration that somebody edited, not one that somebody forged.
std::string checksum(std::string_view text)
{
    std::uint64_t sum = 0xcbf29ce484222325ULL;
    for (char const c : text)
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(sum >> shift & 0xff));
    return hex_encode(bytes);
}

Result<void> apply(SqliteConnection& connection, Migration const& migration)
{
    auto const known = TRY(connection.one<std::string>("select checksum from schema_migrations where name = $1",
        { migration.name }, [](Row const& row) { return row.text(0); }));
    if (known && *known != checksum(migration.text))
        return fail(Fault::Invalid, "migration " + migration.name + " was changed after it was applied");
    if (known)
        return {};
    auto const done = connection.run_script(migration.text);
    if (!done)
        return fail(done.error().fault, "migration " + migration.name + ": " + done.error().detail);
    TRY(connection.execute("insert into schema_migrations (name, checksum, applied_at) values ($1, $2, $3)",
        { migration.name, checksum(migration.text), unix_micros(SystemClock().now()) }));
    return {};
}

// The lock is taken before looking, so that two programs that start together do not both apply.
Result<void> apply_in_transaction(SqliteConnection& connection, Migration const& migration)
{
    TRY(connection.execute("begin immediate"));
    auto done = apply(connection, migration);
    if (done) {
        TRY(connection.execute("commit"));
        return {};
    }
    if (connection.in_transaction())
        TRY(connection.execute("rollback"));
    return done;
}

Result<void> check_names(SqliteConnection& connection, std::vector<Migration> const& migrations)
{
    std::set<std::string> names;
    for (Migration const& migration : migrations)
        if (!names.insert(migration.name).second)
            return fail(Fault::Invalid, "two migrations are called " + migration.name);
    auto const applied = TRY(connection.all<std::string>(
        "select name from schema_migrations order by name", {}, [](Row const& row) { return row.text(0); }));
    for (std::string const& name : applied)
        if (!names.contains(name))
            return fail(Fault::Invalid, "migration " + name + " was applied by another version of the program");
    return {};
}

} // namespace

Result<void> migrate(SqliteConnection& connection, std::vector<Migration> migrations)
{
    TRY(connection.run_script("create table if not exists schema_migrations (name text primary key, checksum text not "
                              "null, applied_at bigint not null)"));
    TRY(check_names(connection, migrations));
    std::ranges::sort(migrations, {}, &Migration::name);
    for (Migration const& migration : migrations)
        TRY(apply_in_transaction(connection, migration));
    return {};
}

} // namespace gatehouse::sql
