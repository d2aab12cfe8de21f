// The compiled plans of all tenants, in memory: readers take a snapshot without a lock; refresh() follows the store.
#pragma once

#include "core/policy/compile.h"
#include "core/policy/plan.h"
#include "core/ports/ports.h"
#include "core/tenants/tenants.h"
#include "libs/base/result.h"
#include "libs/base/snapshot.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gatehouse {

struct Branding;

struct TenantPlans {
    Tenant tenant;
    CaseMap<policy::SharedPlan> plans; // by policy id; only those that can be asked for in an authorize request
    CaseMap<std::vector<policy::Diagnostic>> broken; // policies that did not compile
    CaseMap<std::shared_ptr<Branding const>> brandings; // how its pages look, by language; core/branding
};

// Immutable.
struct PlanSnapshot {
    std::vector<std::shared_ptr<TenantPlans const>> tenants;

    // By GUID or domain, in any case.
    std::shared_ptr<TenantPlans const> find_tenant(std::string_view id_or_domain) const;
};

class Plans {
public:
    explicit Plans(Store& store)
        : store_(store)
    {
    }

    std::shared_ptr<PlanSnapshot const> snapshot() const { return snapshot_.load(); }
    // Moves with each change: for caches on hot paths.
    std::uint64_t generation() const { return snapshot_.generation(); }
    // Reads the store and compiles what changed; cheap when nothing did. Safe to call from one thread at a time.
    Result<void> refresh();
    // A plan by its hash, also when a newer one has replaced it: a running journey keeps the plan it began with.
    policy::SharedPlan find_retired(std::string const& hash) const;

private:
    // The plans and what does not compile; the rest is not filled in.
    Result<TenantPlans> compile_policies(Ports& ports, TenantId const& tenant);

    Store& store_;
    Snapshot<PlanSnapshot> snapshot_{ std::make_shared<PlanSnapshot const>() };
    // What was read of a tenant at the last refresh.
    struct Seen {
        std::string policies; // "policy id@updated" joined
        std::string branding;
        bool operator==(Seen const&) const = default;
    };
    std::map<std::string, Seen> seen_; // by tenant id
    mutable std::mutex retired_lock_;
    std::map<std::string, policy::SharedPlan> retired_;
};

// Looks in the tenant's policies first, then among the built-in files.
policy::FindSource find_source(Ports& ports, TenantId const& tenant);
// The built-in files by policy id: the base and the catalogue of page strings. Nothing for other ids.
std::optional<policy::SourceFile> builtin_source(std::string const& policy_id);

} // namespace gatehouse
