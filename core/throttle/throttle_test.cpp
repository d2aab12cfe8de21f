#include "core/throttle/throttle.h"

#include "libs/testkit/fakes.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

struct ThrottleTest : testing::Test {
    bool may(std::string_view party) { return !throttle.take(party, allowance, clock.now()); }

    testkit::FakeClock clock;
    Allowance allowance{ .count = 6, .period = 60s };
    Throttle throttle{ 3 };
};

TEST_F(ThrottleTest, APartyHasItsCountAtOnceAndThenTheRate)
{
    for (int i = 0; i < 6; ++i)
        EXPECT_TRUE(may("a")) << i;
    EXPECT_EQ(throttle.take("a", allowance, clock.now()), 10s);
    clock.advance(4s);
    EXPECT_EQ(throttle.take("a", allowance, clock.now()), 6s) << "asking in vain costs nothing";
    clock.advance(6s);
    EXPECT_TRUE(may("a"));
    EXPECT_FALSE(may("a"));
    clock.advance(24h);
    for (int i = 0; i < 6; ++i)
        EXPECT_TRUE(may("a")) << i;
    EXPECT_FALSE(may("a")) << "a long rest saves up no more than the count";
}

TEST_F(ThrottleTest, PartiesDoNotShareAndAClockSetBackGivesNothing)
{
    for (int i = 0; i < 6; ++i)
        may("a");
    EXPECT_TRUE(may("b"));
    clock.advance(-1h);
    EXPECT_FALSE(may("a"));
}

TEST_F(ThrottleTest, NoLimitIsNoLimit)
{
    for (int i = 0; i < 1000; ++i)
        EXPECT_FALSE(throttle.take("a", Allowance{}, clock.now()));
    EXPECT_EQ(throttle.parties(), 0U);
}

TEST_F(ThrottleTest, Attack71TheTableIsBoundedAndTheOneSeenLongestAgoIsForgotten)
{
    for (char const* party : { "a", "b", "c" })
        for (int i = 0; i < 6; ++i)
            may(party);
    EXPECT_FALSE(may("a"));
    EXPECT_TRUE(may("d"));
    EXPECT_EQ(throttle.parties(), 3U);
    EXPECT_FALSE(may("a")) << "it was seen a moment ago";
    EXPECT_FALSE(may("c"));
    EXPECT_TRUE(may("b")) << "forgotten, so it begins anew";
}

TEST_F(ThrottleTest, ManyThreadsGetNoMoreThanTheCount)
{
    std::atomic<int> taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 100; ++j)
                    taken += may("a") ? 1 : 0;
            });
    }
    EXPECT_EQ(taken, 6);
}

} // namespace
} // namespace gatehouse
