#include "core/keys/rotation.h"

#include "libs/jose/jwk.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse {
namespace {

// A server whose clock is behind must find the emergency's key, or it would make another one.
constexpr std::chrono::minutes kClockDifference{ 1 };

bool has_algorithm(StoredSigningKey const& key, crypto::Algorithm algorithm)
{
    auto const loaded = crypto::SigningKey::load(key.private_bytes);
    return loaded && loaded->algorithm() == algorithm;
}

StoredSigningKey const* find_next(std::vector<StoredSigningKey> const& keys, Tenant const& tenant, Time now)
{
    auto const next = std::ranges::find_if(keys, [&](StoredSigningKey const& key) {
        return key.signs_from > now && has_algorithm(key, tenant.signing_algorithm);
    });
    return next == keys.end() ? nullptr : &*next;
}

// After the lead time, or when the present key ends.
Time next_start(std::vector<StoredSigningKey> const& keys, Tenant const& tenant, Time now)
{
    Time ends = now;
    for (StoredSigningKey const& key : keys)
        if (key.signs_from <= now && key.signs_until > ends && has_algorithm(key, tenant.signing_algorithm))
            ends = key.signs_until;
    return std::min<Time>(ends, now + tenant.key_published_before);
}

Result<Rotation> schedule(Store& store, Tenant const& tenant, std::vector<StoredSigningKey> const& keys, Time now)
{
    if (auto const* next = find_next(keys, tenant, now))
        return Rotation{ .kid = next->kid, .signs_from = next->signs_from, .was_there = true, .stopped = {} };
    auto const fresh = TRY(make_signing_key(tenant, now, next_start(keys, tenant, now)));
    TRY(store.transact([&](Ports& ports) -> Result<void> {
        for (StoredSigningKey const& key : TRY(ports.signing_keys.list(tenant.id)))
            if (key.signs_until > fresh.signs_from && has_algorithm(key, tenant.signing_algorithm))
                TRY(ports.signing_keys.set_ends(
                    tenant.id, key.kid, fresh.signs_from, fresh.signs_from + kLongestToken));
        return add_signing_key(ports, tenant, fresh, "scheduled", now);
    }));
    return Rotation{ .kid = fresh.kid, .signs_from = fresh.signs_from, .was_there = false, .stopped = {} };
}

Result<Rotation> replace_at_once(Store& store, Tenant const& tenant, OldTokens old_tokens, Time now)
{
    auto const fresh = TRY(make_signing_key(tenant, now, now - kClockDifference));
    Rotation rotation{ .kid = fresh.kid, .signs_from = fresh.signs_from, .was_there = false, .stopped = {} };
    TRY(store.transact([&](Ports& ports) -> Result<void> {
        // Read again in here: what another server has just made is as old as the others.
        for (StoredSigningKey const& key : TRY(ports.signing_keys.list(tenant.id))) {
            // A key that has signed nothing yet has no tokens to stand for.
            bool const verifies = old_tokens == OldTokens::GoodUntilTheyExpire && key.signs_from <= now;
            Time const until = verifies ? std::min<Time>(key.verifies_until, now + kLongestToken) : now;
            TRY(ports.signing_keys.set_ends(tenant.id, key.kid, std::min(key.signs_until, now), until));
            if (!verifies)
                rotation.stopped.push_back(key.kid);
        }
        return add_signing_key(ports, tenant, fresh, "emergency", now);
    }));
    return rotation;
}

} // namespace

Result<StoredSigningKey> make_signing_key(Tenant const& tenant, Time now, Time signs_from)
{
    auto const made = TRY(crypto::SigningKey::generate(tenant.signing_algorithm));
    StoredSigningKey row;
    row.kid = jose::thumbprint(made);
    row.created = now;
    row.signs_from = signs_from;
    row.signs_until = signs_from + tenant.key_lifetime;
    row.verifies_until = row.signs_until + kLongestToken;
    row.private_bytes = made.private_bytes();
    return row;
}

Result<void> add_signing_key(
    Ports& ports, Tenant const& tenant, StoredSigningKey const& key, std::string_view reason, Time now)
{
    TRY(ports.signing_keys.insert(tenant.id, key));
    TRY(ports.audit.append(tenant.id,
        { .kind = AuditKind::KeyRotated,
            .time = now,
            .correlation = {},
            .user = {},
            .client = {},
            .policy = {},
            .address = "",
            .detail = json::write(json::Object{ { "kid", key.kid }, { "reason", reason } }) }));
    return ports.signing_keys.remove_expired(tenant.id, now);
}

Result<Rotation> rotate_signing_key(
    Store& store, Tenant const& tenant, Urgency urgency, OldTokens old_tokens, Clock const& clock)
{
    Time const now = clock.now();
    if (urgency == Urgency::Emergency)
        return replace_at_once(store, tenant, old_tokens, now);
    auto const keys = TRY(
        read<std::vector<StoredSigningKey>>(store, [&](Ports& ports) { return ports.signing_keys.list(tenant.id); }));
    return schedule(store, tenant, keys, now);
}

} // namespace gatehouse
