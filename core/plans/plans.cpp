#include "core/plans/plans.h"

#include "builtin_policies.h"
#include "core/administration/console_app.h"
#include "core/branding/branding.h"
#include "libs/base/log.h"

namespace gatehouse {
namespace {

// Enough for the journeys that can be under way while policies are edited; the oldest by hash go first.
constexpr size_t kRetiredPlans = 64;

std::string fingerprint(std::vector<StoredPolicy> const& policies)
{
    std::string text;
    for (StoredPolicy const& policy : policies)
        text += '\n' + policy.id.text() + '@' + std::to_string(unix_micros(policy.updated));
    return text;
}

bool has_relying_party(StoredPolicy const& policy)
{
    return policy.xml.find("<RelyingParty") != std::string::npos;
}

// How administrators sign in: the same for all tenants, compiled once.
policy::SharedPlan const& console_plan()
{
    static policy::SharedPlan const plan = [] {
        auto compiled = policy::compile(std::string(kConsolePolicy),
            [](std::string const& id) -> Result<std::optional<policy::SourceFile>> { return builtin_source(id); });
        check(compiled && compiled->plan, "the administrators' policy does not compile");
        return compiled->plan;
    }();
    return plan;
}

} // namespace

std::shared_ptr<TenantPlans const> PlanSnapshot::find_tenant(std::string_view id_or_domain) const
{
    for (auto const& entry : tenants)
        if (equals_ignoring_case(entry->tenant.id.text(), id_or_domain)
            || equals_ignoring_case(entry->tenant.domain, id_or_domain))
            return entry;
    return nullptr;
}

std::optional<policy::SourceFile> builtin_source(std::string const& policy_id)
{
    // The reserved name is compile()'s word for the catalogue of page strings.
    struct Builtin {
        std::string_view id;
        std::string_view path;
    };
    constexpr Builtin kBuiltin[] = {
        { "B2C_1_gatehouse_base", "../../policies/builtin/base.xml" },
        { kConsolePolicy, "../../policies/builtin/administrators.xml" },
        { policy::kCatalogue, "../../policies/builtin/strings.xml" },
    };
    for (Builtin const& builtin : kBuiltin)
        if (equals_ignoring_case(policy_id, builtin.id))
            return policy::SourceFile{ "builtin/" + std::string(builtin.path.substr(builtin.path.rfind('/') + 1)),
                std::string(*embedded::builtin_policies(builtin.path)) };
    return std::nullopt;
}

policy::FindSource find_source(Ports& ports, TenantId const& tenant)
{
    return [&ports, tenant](std::string const& policy_id) -> Result<std::optional<policy::SourceFile>> {
        auto const stored = TRY(ports.policies.find(tenant, PolicyId(policy_id)));
        if (stored)
            return policy::SourceFile{ stored->id.text() + ".xml", stored->xml };
        return builtin_source(policy_id);
    };
}

Result<TenantPlans> Plans::compile_policies(Ports& ports, TenantId const& tenant)
{
    TenantPlans entry;
    for (StoredPolicy const& policy : TRY(ports.policies.list(tenant))) {
        if (!has_relying_party(policy))
            continue;
        policy::Compiled compiled = TRY(policy::compile(policy.id.text(), find_source(ports, tenant)));
        if (!compiled.plan) {
            log::error("a policy does not compile and cannot be used",
                { { "policy", policy.id.text() }, { "first", policy::text(compiled.diagnostics.front()) } });
            entry.broken[policy.id.text()] = std::move(compiled.diagnostics);
            continue;
        }
        std::lock_guard const lock(retired_lock_);
        if (retired_.size() >= kRetiredPlans)
            retired_.erase(retired_.begin());
        retired_[compiled.plan->hash] = compiled.plan;
        entry.plans[policy.id.text()] = compiled.plan;
    }
    // Last: no file of the tenant's takes its place.
    entry.plans[std::string(kConsolePolicy)] = console_plan();
    return entry;
}

Result<void> Plans::refresh()
{
    auto const before = snapshot_.load();
    auto next = std::make_shared<PlanSnapshot>();
    bool changed = false;
    TRY(store_.read([&](Ports& ports) -> Result<void> {
        auto const tenants = TRY(ports.tenants.list());
        changed = tenants.size() != before->tenants.size();
        for (Tenant const& tenant : tenants) {
            Seen const now{ fingerprint(TRY(ports.policies.list(tenant.id))), TRY(branding_version(ports, tenant.id)) };
            Seen& last = seen_[tenant.id.text()];
            auto const known = before->find_tenant(tenant.id.text());
            if (known && known->tenant == tenant && last == now) {
                next->tenants.push_back(known);
                continue;
            }
            // Compiling a thousand policies takes seconds.
            bool const same_policies = known && last.policies == now.policies;
            auto entry
                = std::make_shared<TenantPlans>(same_policies ? *known : TRY(compile_policies(ports, tenant.id)));
            entry->tenant = tenant;
            entry->brandings = TRY(list_brandings(ports, tenant.id));
            next->tenants.push_back(std::move(entry));
            last = now;
            changed = true;
        }
        return {};
    }));
    if (!changed)
        return {};
    snapshot_.store(std::move(next));
    return {};
}

policy::SharedPlan Plans::find_retired(std::string const& hash) const
{
    std::lock_guard const lock(retired_lock_);
    auto const found = retired_.find(hash);
    return found == retired_.end() ? nullptr : found->second;
}

} // namespace gatehouse
