// Inside core/flows only: flows that use a part, and writing them again.
#pragma once

#include "core/flows/change.h"
#include "core/policy/user_flow.h"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::flows {

using Uses = std::function<bool(policy::UserFlow const&)>;

// "B2C_1_a, B2C_1_b"; "" when there is none.
Result<std::string> users_of(Ports& ports, TenantId const& tenant, Uses const& uses);
// Every flow that `uses` names is put through `put` and saved.
Result<void> rewrite(
    Ports& ports, Change const& change, Uses const& uses, std::function<void(policy::UserFlow&)> const& put);

// A secret and its container; saves only what is new.
Result<bool> save_secret(Ports& ports, TenantId const& tenant, std::string const& name, std::string_view secret);

} // namespace gatehouse::flows
