// A tenant's user flows as the directory API, the console and `gatehouse apply` manage them. All of it runs inside the
// caller's transaction. What a person did wrong is Fault::Invalid or, when something else stands in the way,
// Fault::Conflict; these details are sentences that may be shown.
#pragma once

#include "core/flows/change.h"
#include "core/policy/plan.h"
#include "core/policy/user_flow.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::flows {

// In order of name.
Result<std::vector<policy::UserFlow>> list(Ports& ports, TenantId const& tenant);
// In any case.
Result<std::optional<policy::UserFlow>> find(Ports& ports, TenantId const& tenant, std::string const& name);

// "signin" is "B2C_1_signin": B2C puts the prefix in front where it is missing. Fault::Invalid when it can be no name.
Result<std::string> full_name(std::string const& given);

// What a flow begins with, as in B2C's portal.
policy::UserFlow fresh_flow(std::string name, policy::FlowType type);

// What the flow compiles to, stored or not; Fault::Invalid says why there is nothing.
Result<policy::SharedPlan> plan_of(Ports& ports, Tenant const& tenant, policy::UserFlow const& flow);

// Inserts or replaces. The flow's identity providers, API connectors and custom attributes are those of the tenant: the
// names in `flow` count, and what else it says of them is replaced. Nothing is stored that does not compile.
Result<Saved> save(Ports& ports, Change const& change, policy::UserFlow flow);
// Fault::Conflict when there is a policy of that name already.
Result<void> create(Ports& ports, Change const& change, policy::UserFlow const& flow);
// False when there is no such flow; Fault::Conflict when policies stand on it.
Result<bool> remove(Ports& ports, Change const& change, std::string const& name);

} // namespace gatehouse::flows
