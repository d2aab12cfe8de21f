#include "core/journey/profiles/outbound.h"

#include "core/policies/key_sets.h"

namespace gatehouse::journey {
namespace {

constexpr size_t kMostSteps = 32;

// One step of a path: a member's name, then any number of indices.
struct PathStep {
    std::string_view name;
    std::string_view indices; // "[0][1]"
};

PathStep split_step(std::string_view text)
{
    size_t const bracket = text.find('[');
    return bracket == std::string_view::npos ? PathStep{ text, {} }
                                             : PathStep{ text.substr(0, bracket), text.substr(bracket) };
}

json::Value const* item_at(json::Value const* value, std::string_view indices)
{
    while (value && !indices.empty()) {
        size_t const end = indices.find(']');
        auto const at = indices.front() == '[' && end != std::string_view::npos
            ? parse_integer(indices.substr(1, end - 1))
            : std::nullopt;
        json::Array const* items = value->as_array();
        if (!at || *at < 0 || !items || static_cast<size_t>(*at) >= items->size())
            return nullptr;
        value = &(*items)[static_cast<size_t>(*at)];
        indices.remove_prefix(end + 1);
    }
    return value;
}

} // namespace

Result<PolicySecret> load_secret(Call const& call, std::string_view key)
{
    auto const name = call.profile.keys.find(key);
    check(name != call.profile.keys.end(), "the compiler lets no profile pass without its keys");
    std::string const where = "technical profile " + call.profile.id + ": ";
    return read<PolicySecret>(call.run.services.store, [&](Ports& ports) -> Result<PolicySecret> {
        auto const set = TRY(ports.policy_secrets.find_set(call.run.tenant.id, name->second));
        if (!set || set->keys.empty())
            return fail(Fault::Internal, where + "there is no secret " + name->second);
        // B2C: journeys fail when no key of a set has begun, or all have expired.
        PolicyKey const* key = active_key(*set, call.run.services.clock.now());
        if (!key)
            return fail(Fault::Internal,
                where + "the key of " + name->second + " has expired or has not begun: give the set another one");
        auto found = TRY(ports.policy_secrets.find(call.run.tenant.id, set->id, key->kid));
        if (!found)
            return fail(Fault::Internal,
                where + name->second + " stands for the tenant's signing keys, and a secret is needed");
        return std::move(*found);
    });
}

std::optional<ClaimValue> claim_of(json::Value const& value)
{
    if (value.is_null())
        return std::nullopt;
    auto claim = claim_from_json(value);
    return claim ? std::move(claim) : std::optional<ClaimValue>(json::write(value));
}

Values claims_of(json::Object const& document)
{
    Values claims;
    for (json::Member const& member : document.members())
        if (auto value = claim_of(member.value))
            claims.insert_or_assign(member.name, std::move(*value));
    return claims;
}

std::optional<ClaimValue> claim_at(json::Object const& document, std::string_view path)
{
    if (path.starts_with("$."))
        path.remove_prefix(2);
    json::Object const* within = &document;
    for (size_t steps = 0; steps < kMostSteps; ++steps) {
        size_t const dot = path.find('.');
        PathStep const step = split_step(path.substr(0, dot));
        json::Value const* value = within ? item_at(within->find(step.name), step.indices) : nullptr;
        if (!value)
            return std::nullopt;
        if (dot == std::string_view::npos)
            return claim_of(*value);
        within = value->as_object();
        path.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

} // namespace gatehouse::journey
