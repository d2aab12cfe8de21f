// How much of something a party may have: a token bucket for each, in memory, so that refusing costs no look into the
// database. Each server counts for itself.
#pragma once

#include "libs/base/time.h"

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gatehouse {

// `count` at once, and after that as many in each `period`. 0: no limit.
struct Allowance {
    int count = 0;
    seconds period{ 1 };
};

class Throttle {
public:
    // Past so many parties the one that was not seen for longest is forgotten: attack-71, a table that strangers fill
    // does not grow.
    explicit Throttle(size_t max_parties = 65'536)
        : max_parties_(max_parties)
    {
    }
    // Nothing: it may, and one is taken. Else how long until it may again, at least a second; then nothing is taken.
    std::optional<seconds> take(std::string_view party, Allowance allowance, Time now);
    size_t parties() const;

private:
    struct Bucket {
        std::string party;
        double left;
        Time filled; // when `left` was right
    };
    using Buckets = std::list<Bucket>; // the one seen last in front

    Bucket& find_or_make(std::string_view party, Allowance allowance, Time now);

    size_t const max_parties_;
    mutable std::mutex mutex_;
    Buckets buckets_;
    std::unordered_map<std::string_view, Buckets::iterator> by_party_; // keys lie in the buckets
};

} // namespace gatehouse
