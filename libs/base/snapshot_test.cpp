#include "libs/base/snapshot.h"

#include <gtest/gtest.h>

#include <thread>

namespace gatehouse {
namespace {

using Number = std::shared_ptr<int const>;

TEST(Snapshot, AReaderSeesTheLastStoredValue)
{
    Snapshot<int> snapshot(std::make_shared<int const>(1));
    Number const first = snapshot.load();
    auto const generation = snapshot.generation();
    snapshot.store(std::make_shared<int const>(2));
    EXPECT_EQ(*first, 1);
    EXPECT_EQ(*snapshot.load(), 2);
    EXPECT_NE(snapshot.generation(), generation);
}

TEST(Snapshot, TwoOfOneTypeAreKeptApart)
{
    auto first = std::make_unique<Snapshot<int>>(std::make_shared<int const>(1));
    Snapshot<int> const second(std::make_shared<int const>(2));
    EXPECT_EQ(*first->load(), 1);
    EXPECT_EQ(*second.load(), 2);
    EXPECT_EQ(*first->load(), 1);
    // The next one may stand at the same address.
    first = std::make_unique<Snapshot<int>>(std::make_shared<int const>(3));
    EXPECT_EQ(*first->load(), 3);
}

TEST(Snapshot, AReadersValueNeverGoesBack)
{
    Snapshot<int> snapshot(std::make_shared<int const>(0));
    constexpr int kLast = 2000;
    auto const read = [&] {
        for (int before = 0; before < kLast;) {
            int const now = *snapshot.load();
            ASSERT_GE(now, before);
            before = now;
        }
    };
    std::jthread const one(read);
    std::jthread const other(read);
    for (int i = 1; i <= kLast; ++i)
        snapshot.store(std::make_shared<int const>(i));
}

} // namespace
} // namespace gatehouse
