#include "core/directory/sign_in.h"

#include "core/directory/lockout.h"

namespace gatehouse {
namespace {

using Kind = SignInOutcome::Kind;

// Whose attempts are written and whose hash is checked. Guesses at nobody's name go to one row of the tenant that never
// locks: they cost the same two transactions and the same hash, and leave nothing that grows (attack-29, attack-71).
struct Target {
    UserId row;
    std::string stored_hash;
    LockoutSettings lockout;
};

constexpr int kNobodysFailures = 1'000'000'000;

// No password has this hash: it is all zero. Its cost is the tenant's, so that it takes as long as a real one.
std::string hash_of_nobody(crypto::HashCost cost)
{
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) + ",p=1$"
        + std::string(22, 'A') + "$" + std::string(43, 'A');
}

Target target_of(Tenant const& tenant, std::optional<User> const& user)
{
    if (user && !user->password_hash.empty())
        return { user->id, user->password_hash, tenant.lockout };
    LockoutSettings never = tenant.lockout;
    never.threshold = kNobodysFailures + 1;
    return { UserId("nobody"), hash_of_nobody(tenant.hash_cost), never };
}

// Nothing when the account is locked; else the attempt is counted, and on the disk before the password is looked at.
struct Counting {
    std::optional<CountedAttempt> counted;
    Time locked_until;
};
Result<Counting> count(Store& store, Tenant const& tenant, Target const& target, Time now)
{
    return transact<Counting>(store, [&](Ports& ports) -> Result<Counting> {
        Attempts before = TRY(ports.attempts.load(tenant.id, target.row));
        if (is_locked(before, now))
            return Counting{ .counted = {}, .locked_until = before.locked_until };
        // Nobody's row starts anew long before its number ends.
        if (before.failures >= kNobodysFailures)
            before.failures = 0;
        Attempts const after = count_attempt(before, target.lockout, now);
        TRY(ports.attempts.save(tenant.id, target.row, after));
        return Counting{ .counted = CountedAttempt{ before, after }, .locked_until = {} };
    });
}

// Changes what is stored now, which others may have changed since this attempt was counted.
Result<Attempts> settle(
    Store& store, Tenant const& tenant, Target const& target, CountedAttempt const& counted, std::string const& offered)
{
    return transact<Attempts>(store, [&](Ports& ports) -> Result<Attempts> {
        Attempts const current = TRY(ports.attempts.load(tenant.id, target.row));
        Attempts settled = settle_failure(current, counted, offered);
        TRY(ports.attempts.save(tenant.id, target.row, settled));
        return settled;
    });
}

// The hash pool was full: no password was looked at.
Result<void> forget(Store& store, Tenant const& tenant, Target const& target, CountedAttempt const& counted)
{
    return store.transact([&](Ports& ports) -> Result<void> {
        Attempts const current = TRY(ports.attempts.load(tenant.id, target.row));
        return ports.attempts.save(tenant.id, target.row, take_back_attempt(current, counted));
    });
}

// Of somebody who was moved here without a password: right means hashing it, so that nobody asks again.
Result<crypto::PasswordCheck> ask_old_directory(
    PasswordHasher& hasher, Tenant const& tenant, User const& user, Password const& password)
{
    bool const right = TRY(hasher.check_elsewhere(tenant, user, password));
    return crypto::PasswordCheck{ .matches = right, .offered = {}, .outdated = true };
}

Kind kind_of(User const& user)
{
    if (!user.enabled)
        return Kind::Disabled;
    return user.must_change_password ? Kind::MustChangePassword : Kind::Ok;
}

} // namespace

Result<SignInOutcome> verify_password(Store& store, PasswordHasher& hasher, Tenant const& tenant,
    std::optional<User> user, Password const& password, Time now)
{
    Target const target = target_of(tenant, user);
    Counting const counting = TRY(count(store, tenant, target, now));
    SignInOutcome outcome;
    outcome.user = std::move(user);
    outcome.locked_until = counting.locked_until;
    if (!counting.counted) {
        outcome.kind = Kind::Locked;
        return outcome;
    }
    // Counted first: this server is nobody's way to guess at the old directory (attack-26).
    auto const checked = outcome.user && outcome.user->password_hash == kElsewhere
        ? ask_old_directory(hasher, tenant, *outcome.user, password)
        : hasher.check(password, target.stored_hash, tenant.hash_cost);
    if (!checked) {
        TRY(forget(store, tenant, target, *counting.counted));
        return std::unexpected(checked.error());
    }
    bool const has_password = outcome.user && !outcome.user->password_hash.empty();
    if (checked->matches && has_password) {
        TRY(store.transact([&](Ports& ports) { return ports.attempts.clear(tenant.id, target.row); }));
        outcome.kind = kind_of(*outcome.user);
        outcome.rehash = checked->outdated;
        outcome.failures_before = counting.counted->before.failures;
        return outcome;
    }
    Attempts const settled = TRY(settle(store, tenant, target, *counting.counted, checked->offered));
    outcome.kind = has_password ? Kind::WrongPassword : Kind::UnknownUser;
    outcome.locked_now = is_locked(settled, now) && settled.locked_until == counting.counted->after.locked_until;
    if (outcome.locked_now)
        outcome.locked_until = settled.locked_until;
    return outcome;
}

Result<SignInOutcome> sign_in(Store& store, PasswordHasher& hasher, Tenant const& tenant, std::string const& name,
    Password const& password, Time now)
{
    auto user = TRY(read<std::optional<User>>(
        store, [&](Ports& ports) { return ports.users.find_by_sign_in_name(tenant.id, name); }));
    return verify_password(store, hasher, tenant, std::move(user), password, now);
}

} // namespace gatehouse
