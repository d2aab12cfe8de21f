#include "core/journey/factor.h"

#include "core/directory/lockout.h"

namespace gatehouse::journey {
namespace {

constexpr int kWrongPerJourney = 5;
// Kept beside the password's counter but apart from it: a right password must not forgive wrong second factors.
UserId counter_of(UserId const& user)
{
    return UserId("factor:" + user.text());
}

} // namespace

Result<FactorGate> begin_factor_try(Run& run, UserId const& user)
{
    if (user.empty())
        return FactorGate::Open;
    return transact<FactorGate>(run.services.store, [&](Ports& ports) -> Result<FactorGate> {
        UserId const counter = counter_of(user);
        Attempts const attempts = TRY(ports.attempts.load(run.tenant.id, counter));
        if (is_locked(attempts, run.now))
            return FactorGate::Locked;
        // As for passwords: from the threshold on each failure locks. B2C: smart lock-out.
        TRY(ports.attempts.save(run.tenant.id, counter, count_attempt(attempts, run.tenant.lockout, run.now)));
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

std::optional<Refusal> factor_was_wrong(Run& run, std::string_view factor, std::string_view reason)
{
    json::Object detail{ { "factor", factor } };
    if (!reason.empty())
        detail.set("reason", reason);
    audit(run, AuditKind::FactorFailed, std::move(detail));
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
