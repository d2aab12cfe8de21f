#include "store/sealing_key.h"

#include "store/sealer.h"

namespace gatehouse::store {
namespace {

using Key = crypto::SealingKey;

std::unexpected<Error> another_master_key()
{
    return fail(Fault::Denied, "the database was made under another master key");
}

sql::Blob seal(Sealer const& master, Key const& key)
{
    return master.seal(key.reveal(), { "sealing_keys", "columns" });
}

Result<std::optional<std::string>> find_blob(sql::Connection& connection, char const* statement)
{
    return connection.one<std::string>(statement, {}, [](sql::Row const& row) { return row.blob(0); });
}

// A database from before there was a key of its own: its columns are sealed under the master key itself.
Result<std::optional<Key>> find_former_key(sql::Connection& connection, Key const& master_key, Sealer const& master)
{
    auto const proof = TRY(find_blob(connection, "select proof from master_key_proofs where proof_id = 'first'"));
    if (!proof)
        return std::optional<Key>();
    if (!master.open(*proof, { "master_key_proofs" }))
        return another_master_key();
    return std::optional<Key>(master_key.copy());
}

Result<Key> load(sql::Connection& connection, Key const& master_key, Random& random)
{
    Sealer const master(master_key.copy(), random);
    if (auto const row = TRY(find_blob(connection, "select sealed_key from sealing_keys where key_id = 'columns'"))) {
        auto opened = master.open(*row, { "sealing_keys", "columns" });
        if (!opened)
            return another_master_key();
        return Key(std::move(*opened));
    }
    auto former = TRY(find_former_key(connection, master_key, master));
    Key key = former ? std::move(*former) : Key(random_bytes(random, 32));
    TRY(connection.execute(
        "insert into sealing_keys (key_id, sealed_key) values ('columns', $1)", { seal(master, key) }));
    return key;
}

} // namespace

Result<Key> load_sealing_key(sql::Database& database, Key const& master, Random& random)
{
    std::optional<Key> key;
    TRY(database.transact([&](sql::Connection& connection) -> Result<void> {
        key = TRY(load(connection, master, random));
        return {};
    }));
    return std::move(*key);
}

Result<void> reseal_sealing_key(sql::Database& database, Key const& master, Key const& next, Random& random)
{
    return database.transact([&](sql::Connection& connection) -> Result<void> {
        Key const key = TRY(load(connection, master, random));
        TRY(connection.execute("update sealing_keys set sealed_key = $1 where key_id = 'columns'",
            { seal(Sealer(next.copy(), random), key) }));
        return {};
    });
}

} // namespace gatehouse::store
