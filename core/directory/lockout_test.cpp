#include "core/directory/lockout.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr LockoutSettings kSettings{ .threshold = 10, .first_lock = 60s };
Time const kNow = from_unix_seconds(1'800'000'000);

Attempts after_failures(int count)
{
    Attempts attempts;
    for (int i = 0; i < count; ++i)
        attempts = count_attempt(attempts, kSettings, kNow);
    return attempts;
}

TEST(Lockout, TheTenthFailureLocksForAMinute)
{
    EXPECT_FALSE(is_locked(after_failures(9), kNow));
    Attempts const locked = after_failures(10);
    EXPECT_TRUE(is_locked(locked, kNow + 60s - 1us));
    EXPECT_FALSE(is_locked(locked, kNow + 60s));
}

TEST(Lockout, LocksDoubleEveryTenFailuresUpToFiveHours)
{
    auto const length = [](int failures) { return after_failures(failures).locked_until - kNow; };
    EXPECT_EQ(length(19), 60s);
    EXPECT_EQ(length(20), 120s);
    EXPECT_EQ(length(29), 120s);
    EXPECT_EQ(length(30), 240s);
    EXPECT_EQ(length(89), 60s * 128);
    EXPECT_EQ(length(99), 60s * 256);
    EXPECT_EQ(length(100), 5h);
    EXPECT_EQ(length(5000), 5h);
}

TEST(Lockout, TheSameWrongPasswordIsNotAnotherGuess)
{
    Attempts before = after_failures(9);
    before.last_failed = "same";
    CountedAttempt const counted{ before, count_attempt(before, kSettings, kNow) };
    Attempts const settled = settle_failure(counted.after, counted, "same");
    EXPECT_EQ(settled.failures, 9);
    EXPECT_FALSE(is_locked(settled, kNow));
    Attempts const other = settle_failure(counted.after, counted, "other");
    EXPECT_EQ(other.failures, 10);
    EXPECT_TRUE(is_locked(other, kNow));
    EXPECT_EQ(other.last_failed, "other");
}

TEST(Lockout, ALockThatSomebodyElsesGuessBroughtStays)
{
    Attempts before = after_failures(8);
    before.last_failed = "same";
    CountedAttempt const counted{ before, count_attempt(before, kSettings, kNow) };
    Attempts const by_others = count_attempt(counted.after, kSettings, kNow);
    Attempts const settled = settle_failure(by_others, counted, "same");
    EXPECT_EQ(settled.failures, 9);
    EXPECT_TRUE(is_locked(settled, kNow));
}

} // namespace
} // namespace gatehouse
