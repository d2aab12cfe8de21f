// `gatehouse policy list` and `remove`: a tenant's stored policies.
#include "apps/author/tools.h"
#include "apps/gatehouse/wire.h"
#include "core/plans/push.h"

#include <cstdio>

namespace gatehouse::author {
namespace {

Result<app::Directory> open(app::Options const& options, Random& random)
{
    return app::open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random);
}

// Of the tenants that have the policy: the one that --tenant names, or the only one.
Result<Tenant> find_owner(Store& store, std::string const& policy, std::string const& wanted)
{
    std::vector<Tenant> owners;
    TRY(store.read([&](Ports& ports) -> Result<void> {
        for (Tenant const& tenant : TRY(ports.tenants.list()))
            if (wanted.empty() || equals_ignoring_case(tenant.domain, wanted))
                if (TRY(ports.policies.find(tenant.id, PolicyId(policy))))
                    owners.push_back(tenant);
        return {};
    }));
    if (owners.empty())
        return fail(Fault::Invalid, "there is no policy " + policy + (wanted.empty() ? "" : " in " + wanted));
    if (owners.size() > 1)
        return fail(Fault::Invalid, "several tenants have a policy " + policy + ": name one with --tenant");
    return std::move(owners.front());
}

} // namespace

Result<bool> list(Call const& call)
{
    SystemRandom random;
    auto const directory = TRY(open(call.options, random));
    TRY(directory.store->read([](Ports& ports) -> Result<void> {
        for (Tenant const& tenant : TRY(ports.tenants.list()))
            for (StoredPolicy const& policy : TRY(ports.policies.list(tenant.id))) {
                std::string const base = policy::inspect({ policy.id.text(), policy.xml }).base;
                std::printf("%s  %s  on %s  (%s)\n", tenant.domain.c_str(), policy.id.text().c_str(),
                    base.empty() ? "nothing" : base.c_str(), policy.user_flow.empty() ? "file" : "user flow");
            }
        return {};
    }));
    return true;
}

Result<bool> remove(Call const& call)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open(call.options, random));
    std::string const& policy = call.options.words[1];
    Tenant const tenant = TRY(find_owner(*directory.store, policy, call.options.get("tenant")));
    TRY(remove_policy(*directory.store, tenant.id, PolicyId(policy),
        { .correlation = CorrelationId(random_guid(random)), .now = clock.now() }));
    std::printf("%s: %s removed\n", tenant.domain.c_str(), policy.c_str());
    return true;
}

} // namespace gatehouse::author
