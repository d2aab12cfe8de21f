#include "core/journey/factor.h"

namespace gatehouse::journey {
namespace {

constexpr int kWrongPerJourney = 5;
constexpr seconds kLongestLock = std::chrono::hours(5);

// Kept beside the password's counter but apart from it: a right password must not forgive wrong second factors.
UserId counter_of(UserId const& user)
{
    return UserId("factor:" + user.text());
}

// As for passwords: each failure past the threshold locks, ten further ones double the time. B2C: smart lock-out.
seconds lock_time(LockoutSettings const& settings, int failures)
{
    seconds lock = settings.first_lock;
    for (int past = failures - settings.threshold; past >= 10 && lock < kLongestLock; past -= 10)
        lock *= 2;
    return std::min(lock, kLongestLock);
}

} // namespace

Result<FactorGate> begin_factor_try(Run& run, UserId const& user)
{
    if (user.empty())
        return FactorGate::Open;
    return transact<FactorGate>(run.services.store, [&](Ports& ports) -> Result<FactorGate> {
        UserId const counter = counter_of(user);
        Attempts attempts = TRY(ports.attempts.load(run.tenant.id, counter));
        if (run.now < attempts.locked_until)
            return FactorGate::Locked;
        if (++attempts.failures >= run.tenant.lockout.threshold)
            attempts.locked_until = run.now + lock_time(run.tenant.lockout, attempts.failures);
        TRY(ports.attempts.save(run.tenant.id, counter, attempts));
        return FactorGate::Open;
    });
}

Result<void> factor_was_right(Run& run, UserId const& user)
{
    if (user.empty())
        return {};
    return run.services.store.transact(
        [&](Ports& ports) { return ports.attempts.clear(run.tenant.id, counter_of(user)); });
}

std::optional<Refusal> factor_was_wrong(Run& run, std::string_view factor)
{
    audit(run, AuditKind::FactorFailed, json::Object{ { "factor", factor } });
    if (++run.state.factor_failures < kWrongPerJourney)
        return std::nullopt;
    return factor_locked();
}

Refusal factor_locked()
{
    return refuse(
        90151, "access_denied", "The user has exceeded the number of retries allowed for multi-factor authentication.");
}

} // namespace gatehouse::journey
