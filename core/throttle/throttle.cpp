#include "core/throttle/throttle.h"

#include <algorithm>
#include <cmath>

namespace gatehouse {

std::optional<seconds> Throttle::take(std::string_view party, Allowance allowance, Time now)
{
    if (allowance.count == 0)
        return std::nullopt;
    double const per_second = allowance.count / std::chrono::duration<double>(allowance.period).count();
    std::lock_guard const lock(mutex_);
    Bucket& bucket = find_or_make(party, allowance, now);
    // A clock that was set back adds nothing.
    double const passed = std::max(0.0, std::chrono::duration<double>(now - bucket.filled).count());
    bucket.left = std::min<double>(allowance.count, bucket.left + passed * per_second);
    bucket.filled = now;
    if (bucket.left >= 1) {
        bucket.left -= 1;
        return std::nullopt;
    }
    double const wait = std::ceil((1 - bucket.left) / per_second);
    return seconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(wait)));
}

size_t Throttle::parties() const
{
    std::lock_guard const lock(mutex_);
    return buckets_.size();
}

Throttle::Bucket& Throttle::find_or_make(std::string_view party, Allowance allowance, Time now)
{
    if (auto const known = by_party_.find(party); known != by_party_.end()) {
        buckets_.splice(buckets_.begin(), buckets_, known->second);
        return buckets_.front();
    }
    if (buckets_.size() == max_parties_) {
        by_party_.erase(buckets_.back().party);
        buckets_.pop_back();
    }
    buckets_.push_front({ std::string(party), static_cast<double>(allowance.count), now });
    by_party_.emplace(buckets_.front().party, buckets_.begin());
    return buckets_.front();
}

} // namespace gatehouse
