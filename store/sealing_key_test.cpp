#include "store/sealing_key.h"

#include "libs/testkit/fakes.h"
#include "store/sealer.h"

#include <gtest/gtest.h>

namespace gatehouse::store {
namespace {

struct SealingKeyTest : testing::Test {
    testkit::FakeRandom random;
    std::unique_ptr<sql::Database> database = sql::Database::open({ .path = ":memory:" },
        { { .name = "tables",
            .text = "create table master_key_proofs (proof_id text primary key, proof blob not null);"
                    "create table sealing_keys (key_id text primary key, sealed_key blob not null);" } })
                                                  .value();
    crypto::SealingKey master{ std::string(32, 'm') };
    crypto::SealingKey other{ std::string(32, 'o') };
};

TEST_F(SealingKeyTest, ANewDatabaseGetsAKeyThatIsNotTheMasterKey)
{
    auto const key = load_sealing_key(*database, master, random).value();
    EXPECT_EQ(key.reveal().size(), 32U);
    EXPECT_FALSE(key.equals(master.reveal()));
    EXPECT_TRUE(load_sealing_key(*database, master, random)->equals(key.reveal())) << "and keeps it";
    EXPECT_EQ(load_sealing_key(*database, other, random).error().fault, Fault::Denied);
}

TEST_F(SealingKeyTest, AnOlderDatabaseKeepsTheKeyOfItsColumns)
{
    ASSERT_TRUE(database->transact([&](sql::Connection& connection) -> Result<void> {
        TRY(connection.execute("insert into master_key_proofs (proof_id, proof) values ('first', $1)",
            { Sealer(master.copy(), random).seal("gatehouse", { "master_key_proofs" }) }));
        return {};
    }));
    EXPECT_EQ(load_sealing_key(*database, other, random).error().fault, Fault::Denied);
    EXPECT_TRUE(load_sealing_key(*database, master, random)->equals(master.reveal()));
    ASSERT_TRUE(reseal_sealing_key(*database, master, other, random));
    EXPECT_TRUE(load_sealing_key(*database, other, random)->equals(master.reveal()));
    EXPECT_EQ(load_sealing_key(*database, master, random).error().fault, Fault::Denied);
}

} // namespace
} // namespace gatehouse::store
