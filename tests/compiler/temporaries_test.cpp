// Temporaries handed to a coroutine: they must live until it has ended, and be destroyed once.
#include "tests/compiler/coroutines.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gatehouse::compiler {
namespace {

struct Nest {
    Pair inner;
    std::string name;
};

class Made {
public:
    Made(int value, int second)
        : first_(value)
        , second_(second)
    {
    }
    int sum() const { return first_.value() + second_; }

private:
    Tracked first_;
    int second_;
};

Task<int> by_value(Pair pair)
{
    co_await hop();
    co_return sum(pair);
}

Task<int> by_reference(Pair const& pair)
{
    co_await hop();
    co_return sum(pair);
}

Task<int> by_rvalue(Pair&& pair)
{
    co_await hop();
    co_return sum(pair);
}

Task<int> by_optional(std::optional<Pair> pair)
{
    co_await hop();
    co_return sum(*pair);
}

Task<int> by_nest(Nest nest)
{
    co_await hop();
    co_return sum(nest.inner) + static_cast<int>(nest.name.size());
}

Task<int> by_default(Pair pair = Pair{ Tracked(4), 1 })
{
    co_await hop();
    co_return sum(pair);
}

Task<int> by_array(std::array<Tracked, 2> both)
{
    co_await hop();
    co_return both[0].value() + both[1].value();
}

Task<int> by_vector(std::vector<Tracked> all)
{
    co_await hop();
    int total = 0;
    for (Tracked const& one : all)
        total += one.value();
    co_return total;
}

Task<int> by_tuple(std::tuple<Tracked, std::string> both)
{
    co_await hop();
    co_return std::get<0>(both).value() + static_cast<int>(std::get<1>(both).size());
}

Task<int> by_pointer(std::unique_ptr<Tracked> pointer)
{
    co_await hop();
    co_return pointer->value();
}

Task<int> by_made(Made made)
{
    co_await hop();
    co_return made.sum();
}

template <class F>
Task<int> call(F function)
{
    co_await hop();
    co_return function();
}

Task<int> call_any(std::function<int()> function)
{
    co_await hop();
    co_return function();
}

Task<int> call_once(std::move_only_function<int()> function)
{
    co_await hop();
    co_return function();
}

TEST_F(Coroutines, AggregateTemporaryByValue)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_value(Pair{ Tracked(4), 1 }); }()), 5);
}

TEST_F(Coroutines, AggregateTemporaryInBraces)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_value({ Tracked(4), 1 }); }()), 5);
}

TEST_F(Coroutines, AggregateTemporaryWithDesignators)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_value(Pair{ .first = Tracked(4), .second = 1 }); }()), 5);
}

TEST_F(Coroutines, AggregateTemporaryByReference)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_reference(Pair{ Tracked(4), 1 }); }()), 5);
}

TEST_F(Coroutines, AggregateTemporaryByRvalueReference)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_rvalue(Pair{ Tracked(4), 1 }); }()), 5);
}

TEST_F(Coroutines, AggregateTemporaryIntoAnOptional)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_optional(Pair{ Tracked(4), 1 }); }()), 5);
}

TEST_F(Coroutines, NestedAggregateTemporary)
{
    EXPECT_EQ(
        run([]() -> Task<int> { co_return co_await by_nest(Nest{ Pair{ Tracked(4), 1 }, std::string(40, 'n') }); }()),
        45);
}

TEST_F(Coroutines, AggregateAsDefaultArgument)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_default(); }()), 5);
}

TEST_F(Coroutines, AggregateReturnedByAFunction)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_value(make_pair_of(4)); }()), 5);
}

TEST_F(Coroutines, NamedAggregateMovedIn)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Pair pair{ Tracked(4), 1 };
        co_return co_await by_value(std::move(pair));
    }()),
        5);
}

TEST_F(Coroutines, TemporaryWithAConstructor)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_made(Made(4, 1)); }()), 5);
}

TEST_F(Coroutines, ArrayTemporary)
{
    EXPECT_EQ(
        run([]() -> Task<int> { co_return co_await by_array(std::array<Tracked, 2>{ Tracked(2), Tracked(3) }); }()), 5);
}

TEST_F(Coroutines, InitializerListIntoAVector)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_vector({ Tracked(2), Tracked(3) }); }()), 5);
}

TEST_F(Coroutines, TupleTemporary)
{
    EXPECT_EQ(
        run([]() -> Task<int> { co_return co_await by_tuple(std::make_tuple(Tracked(2), std::string(40, 't'))); }()),
        42);
}

TEST_F(Coroutines, UniquePointerTemporary)
{
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await by_pointer(std::make_unique<Tracked>(5)); }()), 5);
}

TEST_F(Coroutines, CapturingLambdaTemporary)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        co_return co_await call([big] { return big.value(); });
    }()),
        5);
}

TEST_F(Coroutines, CapturingLambdaIntoAFunction)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        co_return co_await call_any([big] { return big.value(); });
    }()),
        5);
}

TEST_F(Coroutines, CapturingLambdaIntoAMoveOnlyFunction)
{
    EXPECT_EQ(run([]() -> Task<int> {
        auto big = std::make_unique<Tracked>(5);
        co_return co_await call_once([big = std::move(big)] { return big->value(); });
    }()),
        5);
}

TEST_F(Coroutines, NamedCapturingLambda)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        auto function = [big] { return big.value(); };
        co_return co_await call(std::move(function));
    }()),
        5);
}

TEST_F(Coroutines, ReferenceCapturingLambda)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        co_return co_await call([&big] { return big.value(); });
    }()),
        5);
}

TEST_F(Coroutines, CapturingCoroutineLambdaCalledAtOnce)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        co_return co_await [big]() -> Task<int> {
            co_await hop();
            co_return big.value();
        }();
    }()),
        5);
}

TEST_F(Coroutines, CapturingCoroutineLambdaSpawnedAndAwaited)
{
    EXPECT_EQ(run([]() -> Task<int> {
        Tracked big(5);
        auto executor = co_await asio::this_coro::executor;
        co_return co_await asio::co_spawn(
            executor,
            [big]() -> Task<int> {
                co_await hop();
                co_return big.value();
            },
            asio::use_awaitable);
    }()),
        5);
}

TEST_F(Coroutines, CapturingCoroutineLambdaSpawnedDetached)
{
    int seen = 0;
    EXPECT_EQ(run([](int& out) -> Task<int> {
        Tracked big(5);
        auto executor = co_await asio::this_coro::executor;
        asio::co_spawn(
            executor,
            [big, &out]() -> Task<> {
                co_await hop();
                out = big.value();
            },
            asio::detached);
        co_return 1;
    }(seen)),
        1);
    EXPECT_EQ(seen, 5);
}

TEST_F(Coroutines, MemberCoroutineOfAnAggregateTemporary)
{
    struct Step {
        Tracked value;
        Task<int> go() const
        {
            co_await hop();
            co_return value.value();
        }
    };
    EXPECT_EQ(run([]() -> Task<int> { co_return co_await Step{ Tracked(5) }.go(); }()), 5);
}
} // namespace
} // namespace gatehouse::compiler
