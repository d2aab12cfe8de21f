#include "core/policies/key_sets.h"

#include "libs/base/text.h"

namespace gatehouse {
namespace {

constexpr std::string_view kPrefix = "B2C_1A_";
constexpr size_t kLongestId = 64;

} // namespace

std::string full_key_set_id(std::string_view id)
{
    bool const has_prefix = id.size() > kPrefix.size() && equals_ignoring_case(id.substr(0, kPrefix.size()), kPrefix);
    return has_prefix ? std::string(id) : std::string(kPrefix) + std::string(id);
}

bool is_key_set_id(std::string_view id)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= kLongestId && id.find_first_not_of(kPlain) == std::string_view::npos;
}

bool is_key_set_of_policies(PolicyKeySet const& set)
{
    return full_key_set_id(set.id) == set.id;
}

Result<void> give_key(PolicySecrets& secrets, TenantId const& tenant, PolicyKeySet& set, NewPolicyKey const& key,
    Time now, Random& random)
{
    set.kid = random_token(random);
    set.type = key.type;
    set.use = key.use;
    set.changed = now;
    if (key.secret)
        TRY(secrets.save(tenant, set.id, *key.secret));
    return secrets.save_set(tenant, set);
}

} // namespace gatehouse
