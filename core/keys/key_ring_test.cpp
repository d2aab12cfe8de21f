#include "core/keys/key_ring.h"

#include "core/keys/rotation.h"
#include "core/ports/ports.h"
#include "libs/jose/jwk.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

struct KeyRingTest : testing::Test {
    KeyRingTest()
    {
        tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
        tenant.domain = "acme.onmicrosoft.com";
        // P-256 keys take no time to make; the arithmetic is the same.
        tenant.signing_algorithm = crypto::Algorithm::Es256;
        EXPECT_TRUE(store->transact([&](Ports& ports) { return ports.tenants.save(tenant); }));
    }
    size_t published(KeyRings const& rings) const { return jose::parse_key_set(*rings.published(tenant.id))->size(); }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random).value();
    Tenant tenant;
};

TEST_F(KeyRingTest, TheFirstRefreshMakesTheKeyThatSigns)
{
    KeyRings rings(*store, clock);
    EXPECT_FALSE(rings.signing(tenant.id));
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid.size(), 43U);
    EXPECT_EQ(published(rings), 1U);
}

TEST_F(KeyRingTest, TheNextKeyIsPublishedBeforeItSigns)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    std::string const first = rings.signing(tenant.id)->kid;
    clock.advance(tenant.key_lifetime - tenant.key_published_before + 1min);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid, first);
    EXPECT_EQ(published(rings), 2U);
    clock.advance(tenant.key_published_before);
    EXPECT_NE(rings.signing(tenant.id)->kid, first) << "without another refresh";
}

TEST_F(KeyRingTest, AnOldKeyVerifiesUntilItsTokensHaveExpired)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    clock.advance(tenant.key_lifetime - 1h);
    ASSERT_TRUE(rings.refresh(tenant));
    clock.advance(24h);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(published(rings), 2U);
    clock.advance(2h);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(published(rings), 1U);
}

TEST_F(KeyRingTest, AnotherNodeUsesTheSameKey)
{
    KeyRings one(*store, clock);
    KeyRings two(*store, clock);
    ASSERT_TRUE(one.refresh(tenant));
    ASSERT_TRUE(two.refresh(tenant));
    EXPECT_EQ(one.signing(tenant.id)->kid, two.signing(tenant.id)->kid);
    EXPECT_EQ(*one.published(tenant.id), *two.published(tenant.id));
}

TEST_F(KeyRingTest, AnEmergencyKeySignsAtOnceOnEveryNodeAndTheOldOnesStopVerifying)
{
    KeyRings one(*store, clock);
    KeyRings two(*store, clock);
    ASSERT_TRUE(one.refresh(tenant));
    clock.advance(tenant.key_lifetime - 1h);
    ASSERT_TRUE(one.refresh(tenant));
    ASSERT_TRUE(two.refresh(tenant));
    ASSERT_EQ(published(one), 2U) << "the next key is published already";
    auto const rotation = rotate_signing_key(*store, tenant, Urgency::Emergency, OldTokens::Refused, clock).value();
    EXPECT_EQ(rotation.stopped.size(), 2U) << "the next key may be in the same hands";
    for (KeyRings* rings : { &one, &two }) {
        ASSERT_TRUE(rings->refresh(tenant));
        EXPECT_EQ(rings->signing(tenant.id)->kid, rotation.kid);
        EXPECT_EQ(published(*rings), 1U);
        EXPECT_NE(rings->published(tenant.id)->find(rotation.kid), std::string::npos);
    }
}

TEST_F(KeyRingTest, AnEmergencyMayLeaveTheTokensThatAreOutGood)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    std::string const old = rings.signing(tenant.id)->kid;
    clock.advance(1h);
    auto const rotation
        = rotate_signing_key(*store, tenant, Urgency::Emergency, OldTokens::GoodUntilTheyExpire, clock).value();
    EXPECT_TRUE(rotation.stopped.empty());
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid, rotation.kid);
    EXPECT_NE(rings.published(tenant.id)->find(old), std::string::npos);
    clock.advance(kLongestToken + 1s);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.published(tenant.id)->find(old), std::string::npos);
}

// Also when the server then loses its database for so long that the emergency's key and its successor end.
TEST_F(KeyRingTest, AKeyThatWasEndedNeverSignsAgain)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    tenant.key_lifetime = 1h;
    ASSERT_TRUE(rotate_signing_key(*store, tenant, Urgency::Emergency, OldTokens::GoodUntilTheyExpire, clock));
    ASSERT_TRUE(rings.refresh(tenant));
    clock.advance(3h);
    EXPECT_FALSE(rings.signing(tenant.id));
}

TEST_F(KeyRingTest, AServerWhoseClockIsBehindFindsTheEmergencysKey)
{
    testkit::FakeClock ahead;
    ahead.advance(30s);
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    auto const rotation = rotate_signing_key(*store, tenant, Urgency::Emergency, OldTokens::Refused, ahead).value();
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid, rotation.kid);
    EXPECT_EQ(published(rings), 1U);
}

TEST_F(KeyRingTest, AScheduledRotationPublishesNowAndSignsAfterTheLeadTime)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    std::string const old = rings.signing(tenant.id)->kid;
    auto const rotation
        = rotate_signing_key(*store, tenant, Urgency::Scheduled, OldTokens::GoodUntilTheyExpire, clock).value();
    EXPECT_EQ(rotation.signs_from, clock.now() + tenant.key_published_before);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid, old);
    EXPECT_EQ(published(rings), 2U);
    auto const again
        = rotate_signing_key(*store, tenant, Urgency::Scheduled, OldTokens::GoodUntilTheyExpire, clock).value();
    EXPECT_TRUE(again.was_there);
    EXPECT_EQ(again.kid, rotation.kid);
    clock.advance(tenant.key_published_before);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->kid, rotation.kid);
    EXPECT_EQ(published(rings), 2U) << "tokens of the old key are still about";
    clock.advance(kLongestToken);
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(published(rings), 1U);
}

TEST_F(KeyRingTest, AnotherAlgorithmMakesAnotherKeyAndKeepsTheOld)
{
    KeyRings rings(*store, clock);
    ASSERT_TRUE(rings.refresh(tenant));
    tenant.signing_algorithm = crypto::Algorithm::Rs256;
    ASSERT_TRUE(rings.refresh(tenant));
    EXPECT_EQ(rings.signing(tenant.id)->key.algorithm(), crypto::Algorithm::Rs256);
    EXPECT_EQ(published(rings), 2U);
}

} // namespace
} // namespace gatehouse
