#include "core/policies/key_sets.h"

#include "core/policy/user_flow.h"
#include "libs/base/text.h"

namespace gatehouse {
namespace {

constexpr std::string_view kPrefix = "B2C_1A_";
constexpr size_t kLongestId = 64;

bool begins_with(std::string_view id, std::string_view prefix)
{
    return id.size() >= prefix.size() && equals_ignoring_case(id.substr(0, prefix.size()), prefix);
}

} // namespace

std::string full_key_set_id(std::string_view id)
{
    return id.size() > kPrefix.size() && begins_with(id, kPrefix) ? std::string(id)
                                                                  : std::string(kPrefix) + std::string(id);
}

bool is_key_set_id(std::string_view id)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= kLongestId && id.find_first_not_of(kPlain) == std::string_view::npos;
}

bool is_of_flow_part(std::string_view id)
{
    return begins_with(id, policy::kProviderSecrets) || begins_with(id, policy::kConnectorSecrets);
}

bool is_key_set_of_policies(std::string_view id)
{
    return full_key_set_id(id) == id && !is_of_flow_part(id);
}

bool is_in_time(PolicyKeySet const& set, Time now)
{
    return set.begins.value_or(now) <= now && (!set.expires || now < *set.expires);
}

Result<void> give_key(PolicySecrets& secrets, TenantId const& tenant, PolicyKeySet& set, NewPolicyKey const& key,
    Time now, Random& random)
{
    set.kid = random_token(random);
    set.type = key.type;
    set.use = key.use;
    set.changed = now;
    set.begins = key.begins;
    set.expires = key.expires;
    if (key.secret)
        TRY(secrets.save(tenant, set.id, *key.secret));
    return secrets.save_set(tenant, set);
}

} // namespace gatehouse
