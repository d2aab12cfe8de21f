#include "store/conformance/store_test.h"

#include <atomic>

namespace gatehouse::store {
namespace {

using namespace std::chrono_literals;

class StateContract : public StoreTest {
protected:
    StoredJourney journey() const
    {
        return { .id = JourneyId("j"), .version = 0, .state = R"({"step":1})", .expires = now() + 1h };
    }
    Session session() const
    {
        return { .digest = SessionDigest("s"),
            .sid = "public",
            .user = UserId("ada"),
            .version = 0,
            .created = now(),
            .auth_time = now() - 1min,
            .expires = now() + 24h,
            .records = R"({"SM-AAD":{}})",
            .participants = { { ClientId("one"), PolicyId("B2C_1_a"), "https://a.test/1/v2.0/", "ada" },
                { ClientId("two"), PolicyId("B2C_1_b"), "i", "s" } } };
    }
    std::optional<StoredJourney> find_journey()
    {
        return read([&](Ports& ports) { return ports.journeys.find(tenant_, JourneyId("j"), now()); }).value();
    }
    std::optional<Session> find_session()
    {
        return read([&](Ports& ports) { return ports.sessions.find(tenant_, SessionDigest("s"), now()); }).value();
    }
};
ON_EVERY_DRIVER(StateContract);

TEST_P(StateContract, AJourneyIsInsertedOnceAndMovesByOne)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
    EXPECT_EQ(
        write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }).error().fault, Fault::Conflict);
    auto found = find_journey().value();
    EXPECT_EQ(found.version, 1);
    EXPECT_EQ(found.state, R"({"step":1})");
    EXPECT_EQ(found.expires, now() + 1h);
    found.state = "{}";
    ASSERT_TRUE(write([&](Ports& ports) { return ports.journeys.update(tenant_, found); }));
    EXPECT_EQ(
        write([&](Ports& ports) { return ports.journeys.update(tenant_, found); }).error().fault, Fault::Conflict);
    EXPECT_EQ(find_journey()->version, 2);
    EXPECT_EQ(find_journey()->state, "{}");
}

TEST_P(StateContract, OfSixteenStepsOfOneJourneyOneWins)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
    auto const seen = find_journey().value();
    std::atomic<int> won = 0;
    race([&](int) { won += write([&](Ports& ports) { return ports.journeys.update(tenant_, seen); }).has_value(); });
    EXPECT_EQ(won, 1);
}

TEST_P(StateContract, AnExpiredJourneyIsUnknownAndRemoved)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
    clock().advance(1h);
    EXPECT_FALSE(find_journey());
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_TRUE(write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
}

TEST_P(StateContract, AJourneyBelongsToItsTenant)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
    EXPECT_FALSE(read([&](Ports& ports) { return ports.journeys.find(other_tenant_, JourneyId("j"), now()); }).value());
    auto const seen = find_journey().value();
    EXPECT_EQ(
        write([&](Ports& ports) { return ports.journeys.update(other_tenant_, seen); }).error().fault, Fault::Conflict);
}

TEST_P(StateContract, ASessionComesBackAsItWas)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.insert(tenant_, session()); }));
    auto const found = find_session().value();
    EXPECT_EQ(found.user, UserId("ada"));
    EXPECT_EQ(found.version, 1);
    EXPECT_EQ(found.created, now());
    EXPECT_EQ(found.auth_time, now() - 1min);
    EXPECT_EQ(found.expires, now() + 24h);
    EXPECT_EQ(found.records, session().records);
    EXPECT_EQ(found.participants, session().participants);
    EXPECT_EQ(found.sid, "public");
    auto const listed
        = read([&](Ports& ports) { return ports.sessions.list_user(tenant_, UserId("ada"), now()); }).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].digest, SessionDigest("s"));
    EXPECT_EQ(listed[0].participants, session().participants);
}

TEST_P(StateContract, Attack71ALogoutNoticeStaysUntilItIsDeliveredOrGivenUp)
{
    LogoutNotice const notice{ .tenant = tenant_,
        .client = ClientId("one"),
        .issuer = "https://a.test/1/v2.0/",
        .subject = "ada",
        .sid = "public",
        .created = now() };
    auto const due = [&] { return read([&](Ports& ports) { return ports.logout_notices.due(now(), 10); }).value(); };
    ASSERT_TRUE(write([&](Ports& ports) { return ports.logout_notices.append(notice); }));
    // The same end of the same session is one notice.
    ASSERT_TRUE(write([&](Ports& ports) { return ports.logout_notices.append(notice); }));
    ASSERT_EQ(due().size(), 1U);
    EXPECT_EQ(due()[0].subject, "ada");
    EXPECT_EQ(due()[0].created, now());
    std::vector<Time> tried;
    Time const start = now();
    // attack-71: neither for ever nor as fast as it goes.
    for (auto waiting = due(); !waiting.empty() && tried.size() < 100; waiting = due()) {
        tried.push_back(now());
        ASSERT_TRUE(write([&](Ports& ports) { return ports.logout_notices.mark_failed(waiting[0], now(), "down"); }));
        EXPECT_TRUE(due().empty());
        clock().advance(std::chrono::seconds(1 << tried.size()));
    }
    EXPECT_EQ(tried.size(), static_cast<size_t>(kLogoutAttempts));
    EXPECT_LT(tried.back() - start, 10min);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.logout_notices.append(notice); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.logout_notices.remove(notice); }));
    EXPECT_TRUE(due().empty());
}

TEST_P(StateContract, OfSixteenUpdatesOfOneSessionOneWins)
{
    Session anonymous = session();
    anonymous.user = UserId();
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.insert(tenant_, anonymous); }));
    Session seen = find_session().value();
    EXPECT_TRUE(seen.user.empty());
    seen.user = UserId("ada");
    std::atomic<int> won = 0;
    race([&](int) { won += write([&](Ports& ports) { return ports.sessions.update(tenant_, seen); }).has_value(); });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(find_session()->user, UserId("ada"));
    EXPECT_EQ(find_session()->version, 2);
}

TEST_P(StateContract, Attack21ARemovedOrExpiredSessionIsUnknown)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.insert(tenant_, session()); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.remove_user(tenant_, UserId("ada")); }));
    EXPECT_FALSE(find_session());
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.insert(tenant_, session()); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.remove(tenant_, SessionDigest("s")); }));
    EXPECT_FALSE(find_session());
    ASSERT_TRUE(write([&](Ports& ports) { return ports.sessions.insert(tenant_, session()); }));
    clock().advance(24h);
    EXPECT_FALSE(find_session());
}

TEST_P(StateContract, AReadMayNotWrite)
{
    EXPECT_FALSE(read([&](Ports& ports) { return ports.journeys.insert(tenant_, journey()); }));
    EXPECT_FALSE(find_journey());
}

} // namespace
} // namespace gatehouse::store
