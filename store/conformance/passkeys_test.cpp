#include "store/conformance/store_test.h"

#include <atomic>

namespace gatehouse::store {
namespace {

class PasskeysContract : public StoreTest {
protected:
    Passkey passkey(std::string id, char const* user) const
    {
        return Passkey{ .user = UserId(user),
            .id = std::move(id),
            .algorithm = -7,
            .public_key = std::string("\0\x01key", 5),
            .sign_count = 3,
            .transports = { "internal", "hybrid" },
            .name = "Passkey of 25 November",
            .created = now(),
            .last_used = {} };
    }
    Result<void> insert(Passkey const& one)
    {
        return write([&](Ports& ports) { return ports.passkeys.insert(tenant_, one); });
    }
    std::optional<Passkey> find(std::string const& id)
    {
        return read([&](Ports& ports) { return ports.passkeys.find(tenant_, id); }).value();
    }
    size_t count(TenantId const& tenant, char const* user)
    {
        return read([&](Ports& ports) { return ports.passkeys.list(tenant, UserId(user)); }).value().size();
    }
    Result<void> save_use(Passkey const& one, std::int64_t before)
    {
        return write([&](Ports& ports) { return ports.passkeys.save_use(tenant_, one, before); });
    }
    int codes(char const* user)
    {
        return read([&](Ports& ports) { return ports.recovery_codes.count(tenant_, UserId(user)); }).value();
    }
    Result<void> replace(char const* user, std::vector<RecoveryDigest> const& digests)
    {
        return write([&](Ports& ports) { return ports.recovery_codes.replace(tenant_, UserId(user), digests); });
    }
    Result<void> consume(char const* user, char const* digest)
    {
        return write(
            [&](Ports& ports) { return ports.recovery_codes.consume(tenant_, UserId(user), RecoveryDigest(digest)); });
    }
};
ON_EVERY_DRIVER(PasskeysContract);

TEST_P(PasskeysContract, APasskeyComesBackAsItWas)
{
    std::string const id("\0\xffid", 4);
    ASSERT_TRUE(insert(passkey(id, "ada")));
    Passkey const found = find(id).value();
    EXPECT_EQ(found.user, UserId("ada"));
    EXPECT_EQ(found.id, id);
    EXPECT_EQ(found.algorithm, -7);
    EXPECT_EQ(found.public_key, std::string("\0\x01key", 5));
    EXPECT_EQ(found.sign_count, 3);
    EXPECT_EQ(found.transports, (std::vector<std::string>{ "internal", "hybrid" }));
    EXPECT_EQ(found.name, "Passkey of 25 November");
    EXPECT_EQ(found.created, now());
    EXPECT_FALSE(found.last_used);
    EXPECT_FALSE(find("other"));
    EXPECT_EQ(count(other_tenant_, "ada"), 0U);
}

TEST_P(PasskeysContract, ACredentialIdBelongsToOnePerson)
{
    ASSERT_TRUE(insert(passkey("id", "ada")));
    auto const again = insert(passkey("id", "eve"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().fault, Fault::Conflict);
    EXPECT_EQ(find("id")->user, UserId("ada"));
}

TEST_P(PasskeysContract, OfTwoUsesWithOneCountOneIsRefused)
{
    Passkey one = passkey("id", "ada");
    ASSERT_TRUE(insert(one));
    one.sign_count = 4;
    one.last_used = now();
    EXPECT_TRUE(save_use(one, 3));
    EXPECT_EQ(find("id")->sign_count, 4);
    EXPECT_EQ(find("id")->last_used, now());
    auto const late = save_use(one, 3);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().fault, Fault::Conflict);
}

TEST_P(PasskeysContract, OnlyTheOwnersPasskeyIsRemoved)
{
    ASSERT_TRUE(insert(passkey("id", "ada")));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.passkeys.remove(tenant_, UserId("eve"), "id"); }));
    EXPECT_EQ(count(tenant_, "ada"), 1U);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.passkeys.remove(tenant_, UserId("ada"), "id"); }));
    EXPECT_EQ(count(tenant_, "ada"), 0U);
}

TEST_P(PasskeysContract, ARecoveryCodeWorksOnceForItsOwner)
{
    ASSERT_TRUE(replace("ada", { RecoveryDigest("d1"), RecoveryDigest("d2") }));
    EXPECT_EQ(codes("ada"), 2);
    EXPECT_EQ(consume("eve", "d1").error().fault, Fault::Conflict);
    EXPECT_TRUE(consume("ada", "d1"));
    EXPECT_EQ(consume("ada", "d1").error().fault, Fault::Conflict);
    EXPECT_EQ(codes("ada"), 1);
    ASSERT_TRUE(replace("ada", { RecoveryDigest("d3") }));
    EXPECT_EQ(consume("ada", "d2").error().fault, Fault::Conflict);
}

TEST_P(PasskeysContract, OfSixteenUsesOfARecoveryCodeOneWins)
{
    ASSERT_TRUE(replace("ada", { RecoveryDigest("d1") }));
    std::atomic<int> won = 0;
    race([&](int) { won += consume("ada", "d1").has_value() ? 1 : 0; });
    EXPECT_EQ(won, 1);
}

TEST_P(PasskeysContract, WhatAPersonHadGoesWithThem)
{
    ASSERT_TRUE(insert(passkey("id", "ada")));
    ASSERT_TRUE(replace("ada", { RecoveryDigest("d1") }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.remove(tenant_, UserId("ada")); }));
    EXPECT_EQ(count(tenant_, "ada"), 0U);
    EXPECT_EQ(codes("ada"), 0);
}

} // namespace
} // namespace gatehouse::store
