#include "libs/base/result.h"

#include <cstdio>
#include <cstdlib>

namespace gatehouse {

std::string_view name(Fault fault)
{
    switch (fault) {
    case Fault::Invalid:
        return "invalid";
    case Fault::Conflict:
        return "conflict";
    case Fault::Denied:
        return "denied";
    case Fault::Unavailable:
        return "unavailable";
    case Fault::Internal:
        return "internal";
    }
    return "internal";
}

void check(bool condition, std::string_view message)
{
    if (condition) [[likely]]
        return;
    std::fprintf(stderr, "invariant broken: %.*s\n", static_cast<int>(message.size()), message.data());
    std::abort();
}

} // namespace gatehouse
