// Policy files of a tenant's own: checked as a whole, stored all or nothing.
#pragma once

#include "core/audit/acting.h"
#include "core/policy/compile.h"
#include "core/ports/ports.h"

#include <string>
#include <vector>

namespace gatehouse {

struct PolicyPush {
    std::string tenant; // domain
    struct Change {
        std::string policy;
        std::string what; // "created", "replaced", "unchanged"
    };
    std::vector<Change> changes;
    // Of every file, and of every policy that the files change, the stored ones among them. With an error nothing was
    // stored.
    std::vector<policy::Diagnostic> diagnostics;

    bool refused() const;
};

// In any order. Fault::Invalid when the files are not of one tenant that is here, or take the place of a user flow or
// of a built-in file; Fault::Conflict when somebody else stored policies meanwhile. Running servers follow, and a
// journey that is under way keeps the plan it began with. The audit has an event for each file that changes something.
Result<PolicyPush> push_policies(Store& store, std::vector<policy::SourceFile> const& files, Acting const& acting);

// The same without storing anything.
Result<PolicyPush> check_policies(Store& store, std::vector<policy::SourceFile> const& files);

// Fault::Invalid when the tenant has no such file, when it is a user flow, or when other policies stand on it; the
// detail says which and may be shown.
Result<void> remove_policy(Store& store, TenantId const& tenant, PolicyId const& id, Acting const& acting);

} // namespace gatehouse
