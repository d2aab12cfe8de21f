#include "core/keys/key_ring.h"

#include "core/keys/rotation.h"
#include "libs/base/log.h"
#include "libs/jose/jwk.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse {
KeyRings::Key const* KeyRings::find_signing(std::vector<Key> const& keys, crypto::Algorithm algorithm, Time now)
{
    Key const* best = nullptr;
    for (Key const& key : keys) {
        if (key.in_use.key.algorithm() != algorithm || key.signs_from > now || key.signs_until <= now)
            continue;
        // The latest; of two made at once, the one with the smaller name, so that all nodes choose alike.
        bool const better = !best || key.signs_from > best->signs_from
            || (key.signs_from == best->signs_from && key.in_use.kid < best->in_use.kid);
        if (better)
            best = &key;
    }
    return best;
}

Result<std::vector<KeyRings::Key>> KeyRings::load(TenantId const& tenant, Ring const* known)
{
    auto const stored = TRY(
        read<std::vector<StoredSigningKey>>(store_, [&](Ports& ports) { return ports.signing_keys.list(tenant); }));
    std::vector<Key> keys;
    for (StoredSigningKey const& row : stored) {
        if (row.verifies_until <= clock_.now())
            continue;
        // Decoding a private key takes longer than comparing a name.
        if (known) {
            auto const same
                = std::ranges::find_if(known->keys, [&](Key const& key) { return key.in_use.kid == row.kid; });
            if (same != known->keys.end()) {
                // Its times may have changed: a rotation ends keys early.
                keys.push_back({ row.signs_from, row.signs_until, row.verifies_until, same->in_use });
                continue;
            }
        }
        keys.push_back({ row.signs_from, row.signs_until, row.verifies_until,
            { row.kid, TRY(crypto::SigningKey::load(row.private_bytes)) } });
    }
    return keys;
}

Result<void> KeyRings::add_key(Tenant const& tenant, Time signs_from, std::vector<Key>& keys)
{
    auto const row = TRY(make_signing_key(tenant, clock_.now(), signs_from));
    TRY(store_.transact([&](Ports& ports) { return add_signing_key(ports, tenant, row, "due", clock_.now()); }));
    log::info("a signing key was made",
        { { "tenant", tenant.domain }, { "kid", row.kid }, { "signs_from", rfc3339(signs_from) } });
    keys.push_back({ row.signs_from, row.signs_until, row.verifies_until,
        { row.kid, TRY(crypto::SigningKey::load(row.private_bytes)) } });
    return {};
}

Result<void> KeyRings::refresh(Tenant const& tenant)
{
    Time const now = clock_.now();
    auto const before = rings_.load();
    auto const known = before->find(tenant.id);
    Ring const* const old_ring = known == before->end() ? nullptr : known->second.get();
    std::vector<Key> keys = TRY(load(tenant.id, old_ring));
    if (!find_signing(keys, tenant.signing_algorithm, now))
        TRY(add_key(tenant, now, keys));
    Time const ends = find_signing(keys, tenant.signing_algorithm, now)->signs_until;
    bool const has_successor = std::ranges::any_of(keys, [&](Key const& key) {
        return key.in_use.key.algorithm() == tenant.signing_algorithm && key.signs_from <= ends
            && key.signs_until > ends;
    });
    if (!has_successor && ends - tenant.key_published_before <= now)
        TRY(add_key(tenant, ends, keys));
    auto const same = [](Key const& left, Key const& right) {
        return left.in_use.kid == right.in_use.kid && left.signs_until == right.signs_until
            && left.verifies_until == right.verifies_until;
    };
    if (old_ring && old_ring->algorithm == tenant.signing_algorithm && std::ranges::equal(old_ring->keys, keys, same))
        return {};
    auto ring = std::make_shared<Ring>();
    json::Array published;
    std::vector<jose::PublicJwk> verifying;
    for (Key const& key : keys) {
        published.emplace_back(jose::public_jwk(key.in_use.kid, unix_seconds(key.signs_from), key.in_use.key));
        verifying.push_back({ key.in_use.kid, key.in_use.key.verifying_key() });
    }
    json::Object document;
    document.set("keys", std::move(published));
    ring->published = std::make_shared<std::string const>(json::write(document));
    ring->verifying = std::make_shared<std::vector<jose::PublicJwk> const>(std::move(verifying));
    ring->algorithm = tenant.signing_algorithm;
    ring->keys = std::move(keys);
    auto next = std::make_shared<Rings>(*before);
    (*next)[tenant.id] = std::move(ring);
    rings_.store(std::move(next));
    return {};
}

Result<SigningKeyInUse> KeyRings::signing(TenantId const& tenant) const
{
    auto const rings = rings_.load();
    auto const ring = rings->find(tenant);
    Key const* const key
        = ring == rings->end() ? nullptr : find_signing(ring->second->keys, ring->second->algorithm, clock_.now());
    if (!key)
        return fail(Fault::Unavailable, "the tenant has no signing key yet");
    return key->in_use;
}

std::shared_ptr<std::vector<jose::PublicJwk> const> KeyRings::verifying(TenantId const& tenant) const
{
    auto const rings = rings_.load();
    auto const ring = rings->find(tenant);
    return ring == rings->end() ? nullptr : ring->second->verifying;
}

std::shared_ptr<std::string const> KeyRings::published(TenantId const& tenant) const
{
    auto const rings = rings_.load();
    auto const ring = rings->find(tenant);
    return ring == rings->end() ? nullptr : ring->second->published;
}

} // namespace gatehouse
