// B2C: smart lock-out, as arithmetic. An attempt is counted before its password is checked, so that however many
// guesses run at the same time, no more than the threshold are ever checked (attack-24, attack-26); one that turns out
// not to count is taken back.
#pragma once

#include "core/directory/users.h"
#include "core/tenants/tenants.h"

namespace gatehouse {

// B2C: no lock is longer.
inline constexpr std::chrono::hours kLongestLock{ 5 };

bool is_locked(Attempts const& attempts, Time now);

// One more failure. From the threshold on each one locks: the first ten times for `first_lock`, then twice as long for
// every ten further.
Attempts count_attempt(Attempts attempts, LockoutSettings const& settings, Time now);

// What counting one attempt did.
struct CountedAttempt {
    Attempts before;
    Attempts after;
};

// For an attempt whose password was not looked at. `current` is what is stored now: others may have counted meanwhile.
Attempts take_back_attempt(Attempts current, CountedAttempt const& counted);

// After the check said no. The same wrong password
// as last time is not another guess (B2C), so its count and the lock that it brought are taken back.
Attempts settle_failure(Attempts current, CountedAttempt const& counted, std::string offered_phc);

} // namespace gatehouse
