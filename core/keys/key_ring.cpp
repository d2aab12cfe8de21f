#include "core/keys/key_ring.h"

#include "core/audit/audit.h"
#include "libs/base/log.h"
#include "libs/jose/jwk.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse {
namespace {

// B2C: the longest life of a token that is checked with a published key, an access or id token.
constexpr std::chrono::hours kLongestToken{ 24 };

} // namespace

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
                keys.push_back(*same);
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
    // Outside the transaction: an RSA key takes up to a second to find.
    auto const made = TRY(crypto::SigningKey::generate(tenant.signing_algorithm));
    StoredSigningKey row;
    row.kid = jose::thumbprint(made);
    row.created = clock_.now();
    row.signs_from = signs_from;
    row.signs_until = signs_from + tenant.key_lifetime;
    row.verifies_until = row.signs_until + kLongestToken;
    row.private_bytes = made.private_bytes();
    TRY(store_.transact([&](Ports& ports) -> Result<void> {
        TRY(ports.signing_keys.insert(tenant.id, row));
        TRY(ports.audit.append(tenant.id,
            { .kind = AuditKind::KeyRotated,
                .time = clock_.now(),
                .correlation = {},
                .user = {},
                .client = {},
                .policy = {},
                .address = "",
                .detail = R"({"kid":")" + row.kid + R"("})" }));
        return ports.signing_keys.remove_expired(tenant.id, clock_.now());
    }));
    log::info("a signing key was made",
        { { "tenant", tenant.domain }, { "kid", row.kid }, { "signs_from", rfc3339(signs_from) } });
    keys.push_back({ row.signs_from, row.signs_until, row.verifies_until, { row.kid, made } });
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
    auto const same_kid = [](Key const& left, Key const& right) { return left.in_use.kid == right.in_use.kid; };
    if (old_ring && old_ring->algorithm == tenant.signing_algorithm
        && std::ranges::equal(old_ring->keys, keys, same_kid))
        return {};
    auto ring = std::make_shared<Ring>();
    json::Array published;
    for (Key const& key : keys)
        published.emplace_back(jose::public_jwk(key.in_use.kid, unix_seconds(key.signs_from), key.in_use.key));
    json::Object document;
    document.set("keys", std::move(published));
    ring->published = std::make_shared<std::string const>(json::write(document));
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

std::shared_ptr<std::string const> KeyRings::published(TenantId const& tenant) const
{
    auto const rings = rings_.load();
    auto const ring = rings->find(tenant);
    return ring == rings->end() ? nullptr : ring->second->published;
}

} // namespace gatehouse
