#include "store/conformance/store_test.h"

#include <atomic>

namespace gatehouse::store {
namespace {

using namespace std::chrono_literals;

class GrantsContract : public StoreTest {
protected:
    static Grant grant()
    {
        return { .family = FamilyId("family"),
            .client = ClientId("client"),
            .user = UserId("ada"),
            .policy = PolicyId("B2C_1_signupsignin1"),
            .scope = "openid offline_access",
            .claims = R"({"sub":"ada"})",
            .settings = {},
            .nonce = "n",
            .auth_time = from_unix_seconds(1'700'000'000),
            .session = "session",
            .correlation = CorrelationId("correlation"),
            .key = "thumbprint" };
    }
    Code code(std::string digest = "code") const
    {
        return { .digest = CodeDigest(std::move(digest)),
            .grant = grant(),
            .redirect_uri = "https://app.test/cb",
            .code_challenge = "challenge",
            .expires = now() + 5min };
    }
    RefreshToken token(std::string digest, std::string family = "family") const
    {
        RefreshToken token{ .digest = RefreshDigest(std::move(digest)),
            .grant = grant(),
            .issued = now(),
            .expires = now() + 24h,
            .family_expires = now() + 240h };
        token.grant.family = FamilyId(std::move(family));
        return token;
    }
    void insert(Code const& row)
    {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.codes.insert(tenant_, row); }));
    }
    void insert(RefreshToken const& row)
    {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.refresh_tokens.insert(tenant_, row); }));
    }
    CodeRedemption consume(char const* digest = "code")
    {
        return write([&](Ports& ports) { return ports.codes.consume(tenant_, CodeDigest(digest), now()); }).value();
    }
    RefreshRotation rotate(char const* from, std::string to)
    {
        return write([&](Ports& ports) {
            return ports.refresh_tokens.rotate(tenant_, RefreshDigest(from), token(std::move(to)), now());
        }).value();
    }
};
ON_EVERY_DRIVER(GrantsContract);

void expect_same(Grant const& left, Grant const& right)
{
    EXPECT_EQ(left.family, right.family);
    EXPECT_EQ(left.client, right.client);
    EXPECT_EQ(left.user, right.user);
    EXPECT_EQ(left.policy, right.policy);
    EXPECT_EQ(left.scope, right.scope);
    EXPECT_EQ(left.claims, right.claims);
    EXPECT_EQ(left.settings, right.settings);
    EXPECT_EQ(left.nonce, right.nonce);
    EXPECT_EQ(left.auth_time, right.auth_time);
    EXPECT_EQ(left.session, right.session);
    EXPECT_EQ(left.correlation, right.correlation);
    EXPECT_EQ(left.key, right.key);
}

TEST_P(GrantsContract, ACodeComesBackAsItWas)
{
    insert(code());
    auto const found
        = read([&](Ports& ports) { return ports.codes.find(tenant_, CodeDigest("code")); }).value().value();
    expect_same(found.grant, grant());
    EXPECT_EQ(found.redirect_uri, "https://app.test/cb");
    EXPECT_EQ(found.code_challenge, "challenge");
    EXPECT_EQ(found.expires, now() + 5min);
    EXPECT_EQ(consume(), CodeRedemption::Redeemed);
}

TEST_P(GrantsContract, Attack40SixteenThreadsRedeemOneCodeAndOneWins)
{
    insert(code());
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    race([&](int) { ++(consume() == CodeRedemption::Redeemed ? won : lost); });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 15);
    EXPECT_EQ(consume(), CodeRedemption::AlreadyUsed);
}

TEST_P(GrantsContract, Attack39SixteenThreadsRotateOneRefreshTokenAndOneWins)
{
    insert(token("old"));
    std::atomic<int> won = 0;
    std::atomic<int> reused = 0;
    race([&](int thread) {
        auto const outcome = rotate("old", "new" + std::to_string(thread));
        ++(outcome == RefreshRotation::Rotated ? won : reused);
        EXPECT_TRUE(outcome == RefreshRotation::Rotated || outcome == RefreshRotation::Reused);
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(reused, 15);
    int successors = 0;
    for (int thread = 0; thread < 16; ++thread)
        successors += read([&](Ports& ports) {
            return ports.refresh_tokens.find(tenant_, RefreshDigest("new" + std::to_string(thread)));
        })
                          .value()
                          .has_value();
    EXPECT_EQ(successors, 1);
}

TEST_P(GrantsContract, AnUnknownOrExpiredCodeIsNotRedeemed)
{
    EXPECT_EQ(consume(), CodeRedemption::Unknown);
    insert(code());
    clock().advance(5min);
    EXPECT_EQ(consume(), CodeRedemption::Expired);
}

TEST_P(GrantsContract, ACodeOfAnotherTenantIsUnknown)
{
    insert(code());
    auto const foreign
        = write([&](Ports& ports) { return ports.codes.consume(other_tenant_, CodeDigest("code"), now()); }).value();
    EXPECT_EQ(foreign, CodeRedemption::Unknown);
    EXPECT_EQ(consume(), CodeRedemption::Redeemed);
}

TEST_P(GrantsContract, ARolledBackRedemptionLeavesTheCodeUnused)
{
    insert(code());
    EXPECT_FALSE(store().transact([&](Ports& ports) -> Result<void> {
        EXPECT_EQ(TRY(ports.codes.consume(tenant_, CodeDigest("code"), now())), CodeRedemption::Redeemed);
        return fail(Fault::Internal, "something later failed");
    }));
    EXPECT_EQ(consume(), CodeRedemption::Redeemed);
}

TEST_P(GrantsContract, ARotatedTokenIsReusedAndItsSuccessorWorks)
{
    insert(token("first"));
    EXPECT_EQ(rotate("first", "second"), RefreshRotation::Rotated);
    auto const found
        = read([&](Ports& ports) { return ports.refresh_tokens.find(tenant_, RefreshDigest("second")); }).value();
    expect_same(found.value().grant, grant());
    EXPECT_EQ(found->family_expires, now() + 240h);
    EXPECT_EQ(rotate("first", "third"), RefreshRotation::Reused);
    EXPECT_EQ(rotate("second", "fourth"), RefreshRotation::Rotated);
    EXPECT_EQ(rotate("nothing", "fifth"), RefreshRotation::Unknown);
}

TEST_P(GrantsContract, Attack39SixteenThreadsRotateAgainAndOneTokenLives)
{
    insert(token("old"));
    ASSERT_EQ(rotate("old", "lost"), RefreshRotation::Rotated);
    race([&](int thread) {
        auto const outcome = write([&](Ports& ports) {
            return ports.refresh_tokens.rotate_again(
                tenant_, RefreshDigest("old"), token("again" + std::to_string(thread)), now(), seconds(30));
        }).value();
        EXPECT_EQ(outcome, RefreshRotation::Rotated);
    });
    EXPECT_EQ(rotate("lost", "x"), RefreshRotation::Reused);
    int alive = 0;
    for (int thread = 0; thread < 16; ++thread)
        alive += rotate(("again" + std::to_string(thread)).c_str(), "next" + std::to_string(thread))
            == RefreshRotation::Rotated;
    EXPECT_EQ(alive, 1);
}

TEST_P(GrantsContract, ATokenIsNotRotatedAgainLaterNorWhenItsReplacementWasUsed)
{
    auto const again = [&](Time time) {
        return write([&](Ports& ports) {
            return ports.refresh_tokens.rotate_again(
                tenant_, RefreshDigest("old"), token("again" + std::to_string(unix_micros(time))), time, seconds(30));
        }).value();
    };
    insert(token("old"));
    EXPECT_EQ(again(now()), RefreshRotation::Reused);
    ASSERT_EQ(rotate("old", "new"), RefreshRotation::Rotated);
    EXPECT_EQ(again(now() + 30s), RefreshRotation::Reused);
    ASSERT_EQ(rotate("new", "newer"), RefreshRotation::Rotated);
    EXPECT_EQ(again(now() + 1s), RefreshRotation::Reused);
    EXPECT_EQ(rotate("newer", "newest"), RefreshRotation::Rotated);
}

TEST_P(GrantsContract, AProofCountsOnceInItsTenant)
{
    std::atomic<int> first = 0;
    auto const use = [&](char const* digest) {
        return write([&](Ports& ports) {
            return ports.proofs.use(tenant_, ProofDigest(digest), now() + 1min);
        }).value();
    };
    race([&](int) { first += use("proof") == ProofUse::First; });
    EXPECT_EQ(first, 1);
    EXPECT_EQ(use("other"), ProofUse::First);
    ASSERT_TRUE(store().remove_expired(now() + 1min));
    EXPECT_EQ(use("proof"), ProofUse::First);
}

TEST_P(GrantsContract, ARevokedFamilyIsDeadAndOthersLive)
{
    insert(token("mine"));
    insert(token("others", "other family"));
    auto const is_revoked = [&] {
        return read([&](Ports& ports) {
            return ports.refresh_tokens.is_family_revoked(tenant_, FamilyId("family"));
        }).value();
    };
    auto const revoke = [&](Ports& ports) {
        return ports.refresh_tokens.revoke_family(tenant_, UserId("ada"), FamilyId("family"), now());
    };
    EXPECT_FALSE(is_revoked());
    ASSERT_TRUE(write(revoke));
    ASSERT_TRUE(write(revoke));
    EXPECT_TRUE(is_revoked());
    EXPECT_EQ(rotate("mine", "x"), RefreshRotation::Revoked);
    EXPECT_EQ(rotate("others", "y"), RefreshRotation::Rotated);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.refresh_tokens.revoke_user(tenant_, UserId("ada")); }));
    EXPECT_EQ(rotate("y", "z"), RefreshRotation::Revoked);
    // For as long as an access token may live.
    ASSERT_TRUE(store().remove_expired(now() + kLongestAccessToken - 1s));
    EXPECT_TRUE(is_revoked());
    ASSERT_TRUE(store().remove_expired(now() + kLongestAccessToken));
    EXPECT_FALSE(is_revoked());
}

TEST_P(GrantsContract, ATokenEndsWithItselfOrItsFamily)
{
    insert(token("short"));
    RefreshToken bounded = token("bounded");
    bounded.family_expires = now() + 1h;
    insert(bounded);
    clock().advance(1h);
    EXPECT_EQ(rotate("bounded", "x"), RefreshRotation::Expired);
    EXPECT_EQ(rotate("short", "y"), RefreshRotation::Rotated);
    clock().advance(24h);
    EXPECT_EQ(rotate("y", "z"), RefreshRotation::Expired);
}

TEST_P(GrantsContract, Attack71ExpiredGrantsAreRemovedAndLiveOnesStay)
{
    for (int i = 0; i < 1100; ++i)
        ASSERT_TRUE(write([&](Ports& ports) { return ports.codes.insert(tenant_, code("c" + std::to_string(i))); }));
    insert(token("old"));
    clock().advance(2h);
    insert(code("fresh"));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(consume("c0"), CodeRedemption::Unknown);
    EXPECT_EQ(consume("c1099"), CodeRedemption::Unknown);
    EXPECT_EQ(consume("fresh"), CodeRedemption::Redeemed);
    EXPECT_EQ(rotate("old", "new"), RefreshRotation::Rotated);
    clock().advance(24h);
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(rotate("old", "x"), RefreshRotation::Unknown);
}

TEST_P(GrantsContract, APushedRequestIsGivenOnceAndOnlyInTime)
{
    auto const push = [&](char const* digest, Time expires) {
        ASSERT_TRUE(write([&](Ports& ports) {
            return ports.pushed_requests.insert(
                tenant_, { PushedDigest(digest), ClientId("web"), PolicyId("B2C_1_a"), "state=1&nonce=%20", expires });
        }));
    };
    auto const take = [&](char const* digest, Time when, TenantId const& tenant) {
        return write([&](Ports& ports) {
            return ports.pushed_requests.take(tenant, PushedDigest(digest), when);
        }).value();
    };
    push("a", now() + 60s);
    EXPECT_FALSE(take("b", now(), tenant_));
    EXPECT_FALSE(take("a", now(), other_tenant_));
    auto const taken = take("a", now(), tenant_);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->client, ClientId("web"));
    EXPECT_EQ(taken->policy, PolicyId("B2C_1_a"));
    EXPECT_EQ(taken->parameters, "state=1&nonce=%20");
    EXPECT_FALSE(take("a", now(), tenant_));
    push("c", now() + 60s);
    EXPECT_FALSE(take("c", now() + 60s, tenant_));
    // attack-71
    ASSERT_TRUE(store().remove_expired(now() + 60s));
    EXPECT_FALSE(take("c", now(), tenant_));
}

} // namespace
} // namespace gatehouse::store
