// co_await inside larger expressions: what was computed before the pause must be there after it.
#include "tests/compiler/coroutines.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gatehouse::compiler {
namespace {

Task<bool> yes()
{
    co_await hop();
    co_return true;
}

TEST_F(Coroutines, AggregateInitialisedFromAnAwait)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Pair pair{ co_await give(4), 1 };
        co_return sum(pair);
    }()),
        5);
}

TEST_F(Coroutines, AggregateFromAnAwaitPushedBack)
{
    EXPECT_EQ(run([]() -> Task<int> {
        std::vector<Pair> all;
        all.push_back(Pair{ co_await give(4), 1 });
        all.push_back(Pair{ co_await give(2), 3 });
        co_return sum(all[0]) + sum(all[1]);
    }()),
        10);
}

TEST_F(Coroutines, AggregateFromAnAwaitReturned)
{
    auto make = []() -> Task<Pair> { co_return Pair{ co_await give(4), 1 }; };
    EXPECT_EQ(run([](auto inner) -> Task<int> { co_return sum(co_await inner()); }(make)), 5);
}

TEST_F(Coroutines, SeveralAwaitsInOneCall)
{
    auto add = [](Tracked const& a, Tracked const& b, Pair const& c) { return a.value() + b.value() + sum(c); };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        co_return inner(co_await give(1), co_await give(2), Pair{ co_await give(3), 4 });
    }(add)),
        10);
}

TEST_F(Coroutines, ConditionalWithAnAwaitInOneArm)
{
    auto pick = [](bool fetch) -> Task<int> {
        std::string text
            = fetch ? std::to_string((co_await give(5)).value()) + std::string(40, '0') : std::string(50, 'n');
        co_return static_cast<int>(text.size());
    };
    EXPECT_EQ(run(pick(true)), 41);
    EXPECT_EQ(run(pick(false)), 50);
}

TEST_F(Coroutines, ConditionalWithAnAwaitInBothArms)
{
    auto pick = [](bool first) -> Task<int> { co_return (first ? co_await give(4) : co_await give(5)).value(); };
    EXPECT_EQ(run(pick(true)), 4);
    EXPECT_EQ(run(pick(false)), 5);
}

TEST_F(Coroutines, AwaitAfterALogicalAnd)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked left(1);
        bool both = left.value() == 1 && co_await yes();
        bool neither = left.value() == 2 && co_await yes();
        co_return both && !neither;
    }()),
        1);
}

TEST_F(Coroutines, AwaitInsideAConcatenation)
{
    auto text = []() -> Task<std::string> {
        co_await hop();
        co_return std::string(30, 'b');
    };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        std::string all = std::string(30, 'a') + co_await inner() + std::string(30, 'c');
        co_return static_cast<int>(all.size());
    }(text)),
        90);
}

TEST_F(Coroutines, RangeForOverAnAwait)
{
    auto all = []() -> Task<std::vector<Tracked>> {
        co_await hop();
        co_return std::vector<Tracked>{ Tracked(2), Tracked(3) };
    };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        int total = 0;
        for (Tracked const& one : co_await inner()) {
            co_await hop();
            total += one.value();
        }
        co_return total;
    }(all)),
        5);
}

TEST_F(Coroutines, StructuredBindingOfAnAwait)
{
    auto make = []() -> Task<Pair> {
        co_await hop();
        co_return make_pair_of(4);
    };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        auto [first, second] = co_await inner();
        co_await hop();
        co_return first.value() + second;
    }(make)),
        5);
}

TEST_F(Coroutines, AwaitInALoopCondition)
{
    auto next = [](int at) -> Task<std::optional<Tracked>> {
        co_await hop();
        if (at == 3)
            co_return std::nullopt;
        co_return Tracked(at);
    };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        int total = 0;
        for (int i = 0; auto one = co_await inner(i); ++i)
            total += one->value();
        co_return total;
    }(next)),
        3);
}

TEST_F(Coroutines, ExceptionDestroysTemporariesOnce)
{
    auto refuse = [](Pair pair) -> Task<int> {
        co_await hop();
        throw std::runtime_error(std::to_string(sum(pair)));
    };
    EXPECT_EQ(run([](auto inner) -> Task<int> {
        try {
            co_return co_await inner(Pair{ Tracked(4), 1 });
        } catch (std::runtime_error const& error) {
            co_return std::stoi(error.what());
        }
    }(refuse)),
        5);
}

TEST_F(Coroutines, TwoAwaitedTogether)
{
    using namespace asio::experimental::awaitable_operators;
    EXPECT_EQ(run([]() -> Task<int> {
        auto [left, right] = co_await (give(4) && give(6));
        co_return left.value() + right.value();
    }()),
        10);
}

TEST_F(Coroutines, FirstOfTwo)
{
    using namespace asio::experimental::awaitable_operators;
    EXPECT_EQ(run([]() -> Task<int> {
        auto either = co_await (give(5) || give(5));
        co_return either.index() == 0 ? std::get<0>(either).value() : std::get<1>(either).value();
    }()),
        5);
}

TEST_F(Coroutines, UnfinishedCoroutineIsDestroyedWithItsContext)
{
    asio::io_context io;
    auto wait = [](Pair pair) -> Task<> {
        for (;;) {
            co_await hop();
            sum(pair);
        }
    };
    asio::co_spawn(io, wait(make_pair_of(4)), asio::detached);
    io.run_one();
    EXPECT_EQ(Tracked::alive, 1);
    // The context goes first, TearDown counts after it.
}
} // namespace
} // namespace gatehouse::compiler
