#include "core/directory/hash_pool.h"

#include <gtest/gtest.h>
#include <latch>

namespace gatehouse {
namespace {

constexpr crypto::HashCost kCheap{ .memory_kib = 8, .passes = 1 };

TEST(HashPool, WhatItHashedItRecognises)
{
    HashPool pool({ .threads = 2 });
    std::string const stored = pool.hash(Password("correct"), kCheap).value();
    EXPECT_TRUE(pool.check(Password("correct"), stored, kCheap)->matches);
    EXPECT_FALSE(pool.check(Password("wrong"), stored, kCheap)->matches);
    EXPECT_EQ(pool.check(Password("correct"), "no hash", kCheap).error().fault, Fault::Invalid);
}

TEST(HashPool, Attack69AFullQueueIsUnavailableAndEmptiesAgain)
{
    HashPool pool({ .threads = 1, .queue = 1 });
    std::latch working(1);
    std::latch go_on(1);
    std::jthread busy([&] {
        EXPECT_TRUE(pool.run([&] {
            working.count_down();
            go_on.wait();
        }));
    });
    working.wait();
    // Of two more one may wait; the other is sent away at once.
    std::atomic<int> refused = 0;
    std::atomic<int> done = 0;
    std::latch one_refused(1);
    auto const call = [&] {
        auto const result = pool.run([&] { ++done; });
        if (!result) {
            EXPECT_EQ(result.error().fault, Fault::Unavailable);
            ++refused;
            one_refused.count_down();
        }
    };
    std::jthread second(call);
    std::jthread third(call);
    one_refused.wait();
    go_on.count_down();
    busy.join();
    second.join();
    third.join();
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(done, 1);
    EXPECT_TRUE(pool.run([] { }));
}

TEST(HashPool, AQueueOfNoneStillUsesAFreeThread)
{
    HashPool pool({ .threads = 1, .queue = 0 });
    EXPECT_TRUE(pool.run([] { }));
}

} // namespace
} // namespace gatehouse
