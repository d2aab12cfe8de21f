// Whether the compiler keeps temporaries alive, once and in one place, across co_await. GCC 12 does not: it copies
// aggregates and closures into the coroutine frame byte by byte and destroys both. The choice of compiler follows these
// tests and not a version number (docs/decisions/2026-11-22-compiler.md).
#pragma once

// Header-only Asio, so that this program needs nothing of ours.
#undef BOOST_ASIO_SEPARATE_COMPILATION
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace gatehouse::compiler {

namespace asio = boost::asio;
template <class T = void>
using Task = asio::awaitable<T>;

// Knows where it was made. A copy of its bytes, or a second destruction, is noticed without touching freed memory of
// its own; the string makes AddressSanitizer notice too.
class Tracked {
public:
    explicit Tracked(int value)
        : value_(value)
        , self_(this)
    {
        ++alive;
    }
    Tracked(Tracked const& other)
        : value_(other.value())
        , self_(this)
    {
        ++alive;
    }
    Tracked(Tracked&& other) noexcept
        : value_(other.value())
        , self_(this)
    {
        ++alive;
    }
    Tracked& operator=(Tracked const& other)
    {
        value_ = other.value();
        return *this;
    }
    ~Tracked()
    {
        --alive;
        strangers += self_ != this;
        self_ = nullptr;
    }

    int value() const
    {
        strangers += self_ != this || text_.size() != 60;
        return value_;
    }

    static inline int alive = 0;
    static inline int strangers = 0;

private:
    int value_;
    Tracked const* self_;
    std::string text_ = std::string(60, 'x');
};

// No constructor: this is what GCC 12 gets wrong.
struct Pair {
    Tracked first;
    int second;
};

inline Task<> hop()
{
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

inline Task<Tracked> give(int value)
{
    co_await hop();
    co_return Tracked(value);
}

inline Pair make_pair_of(int value)
{
    return { Tracked(value), 1 };
}

inline int sum(Pair const& pair)
{
    return pair.first.value() + pair.second;
}

class Coroutines : public testing::Test {
protected:
    void SetUp() override { Tracked::alive = Tracked::strangers = 0; }
    void TearDown() override
    {
        EXPECT_EQ(Tracked::alive, 0) << "destroyed too often or not at all";
        EXPECT_EQ(Tracked::strangers, 0) << "seen at another address than it was made at";
    }

    static int run(Task<int> task)
    {
        asio::io_context io;
        std::optional<int> answer;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr fault, int value) {
            if (!fault)
                answer = value;
        });
        io.run();
        return answer.value_or(-1);
    }
};

} // namespace gatehouse::compiler
