// What the conformance tests share: every test runs on every driver, which today is SQLite on a private file.
#pragma once

#include "core/ports/ports.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <barrier>
#include <gtest/gtest.h>
#include <thread>

namespace gatehouse::store {

struct Driver {
    char const* name;
    Result<std::unique_ptr<Store>> (*open)(Random& random);
};

inline Result<std::unique_ptr<Store>> open_sqlite(Random& random)
{
    return open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random);
}
inline constexpr Driver kSqlite{ "Sqlite", open_sqlite };

class StoreTest : public testing::TestWithParam<Driver> {
protected:
    StoreTest()
        : store_(GetParam().open(random_).value())
    {
    }

    Store& store() { return *store_; }
    Time now() const { return clock_.now(); }
    testkit::FakeClock& clock() { return clock_; }

    // One transaction around one call of a port: write([&](Ports& ports) { return ports.codes.insert(...); }).
    template <class Call>
    auto write(Call const& call) -> decltype(call(std::declval<Ports&>()))
    {
        using Answer = decltype(call(std::declval<Ports&>()));
        Answer answer = fail(Fault::Internal, "not called");
        auto const done = store_->transact([&](Ports& ports) -> Result<void> {
            answer = call(ports);
            if (!answer)
                return std::unexpected(answer.error());
            return {};
        });
        if (!done)
            return std::unexpected(done.error());
        return answer;
    }
    template <class Call>
    auto read(Call const& call) -> decltype(call(std::declval<Ports&>()))
    {
        using Answer = decltype(call(std::declval<Ports&>()));
        Answer answer = fail(Fault::Internal, "not called");
        auto const done = store_->read([&](Ports& ports) -> Result<void> {
            answer = call(ports);
            return {};
        });
        if (!done)
            return std::unexpected(done.error());
        return answer;
    }
    // Calls from sixteen threads that start together.
    void race(std::function<void(int)> const& call)
    {
        constexpr int kThreads = 16;
        std::barrier start(kThreads);
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([&, thread] {
                start.arrive_and_wait();
                call(thread);
            });
    }

    TenantId const tenant_{ "4a1e8c3c-0000-4000-8000-000000000001" };
    TenantId const other_tenant_{ "4a1e8c3c-0000-4000-8000-000000000002" };

private:
    testkit::FakeRandom random_;
    testkit::FakeClock clock_;
    std::unique_ptr<Store> store_;
};

#define ON_EVERY_DRIVER(suite)                                                                                         \
    INSTANTIATE_TEST_SUITE_P(                                                                                          \
        Drivers, suite, testing::Values(kSqlite), [](auto const& info) { return std::string(info.param.name); })

} // namespace gatehouse::store
