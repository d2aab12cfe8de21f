// Expected failures are values. A fault that nobody asked for (no memory, a broken invariant) is not one of them.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace gatehouse {

// What kind of trouble it was. Edges map it to a protocol error; nobody matches on the text.
enum class Fault {
    Invalid,     // the caller's value is wrong and stays wrong
    Conflict,    // somebody else was first: unique value taken, version moved on
    Denied,      // understood and refused
    Unavailable, // may work later: database busy, queue full, remote host down
    Internal,    // our own mistake
};

std::string_view name(Fault fault);

struct Error {
    Fault fault = Fault::Internal;
    // For the log only: never shown to a stranger, never holds a secret.
    std::string detail;
};

// std::expected of libstdc++ 12 is not [[nodiscard]]; dropping a Result is a compile error in this house.
template <class T, class E = Error>
class [[nodiscard]] Result : public std::expected<T, E> {
public:
    using std::expected<T, E>::expected;
};

inline std::unexpected<Error> fail(Fault fault, std::string detail)
{
    return std::unexpected(Error{fault, std::move(detail)});
}

template <class T, class E>
T unwrap(Result<T, E>&& result)
{
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}
template <class T, class E>
T unwrap(std::expected<T, E>&& result)
{
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// Ends the program with a message when an invariant of ours is broken. Never for bad input.
void check(bool condition, std::string_view message);

} // namespace gatehouse

// Yields the value, or returns the error from the enclosing function. One per expression, never nested.
#define TRY(...)                                                                                                       \
    __extension__({                                                                                                    \
        auto try_result = (__VA_ARGS__);                                                                               \
        if (!try_result.has_value()) [[unlikely]]                                                                      \
            return std::unexpected(std::move(try_result).error());                                                     \
        ::gatehouse::unwrap(std::move(try_result));                                                                    \
    })
