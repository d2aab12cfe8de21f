#include "core/directory/lockout.h"

#include <algorithm>

namespace gatehouse {
namespace {

constexpr int kLocksOfOneLength = 10;

std::chrono::seconds lock_length(int earlier_locks, std::chrono::seconds first)
{
    std::chrono::seconds length = first;
    for (int doublings = earlier_locks / kLocksOfOneLength; doublings > 0 && length < kLongestLock; --doublings)
        length *= 2;
    return std::min<std::chrono::seconds>(length, kLongestLock);
}

} // namespace

bool is_locked(Attempts const& attempts, Time now)
{
    return attempts.locked_until > now;
}

Attempts count_attempt(Attempts attempts, LockoutSettings const& settings, Time now)
{
    ++attempts.failures;
    if (attempts.failures >= settings.threshold)
        attempts.locked_until = now + lock_length(attempts.failures - settings.threshold, settings.first_lock);
    return attempts;
}

Attempts take_back_attempt(Attempts current, CountedAttempt const& counted)
{
    current.failures = std::max(0, current.failures - 1);
    // A lock that somebody else's guess brought stays.
    if (current.locked_until == counted.after.locked_until)
        current.locked_until = counted.before.locked_until;
    return current;
}

Attempts settle_failure(Attempts current, CountedAttempt const& counted, std::string offered_phc)
{
    if (counted.before.last_failed.empty() || counted.before.last_failed != offered_phc) {
        current.last_failed = std::move(offered_phc);
        return current;
    }
    return take_back_attempt(std::move(current), counted);
}

} // namespace gatehouse
