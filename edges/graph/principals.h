// Which app is meant by the id of a service principal.
#pragma once

#include "core/applications/applications.h"
#include "edges/graph/caller.h"

#include <string>
#include <vector>

namespace gatehouse::graph {

Application const* find_by_principal(
    std::vector<Application> const& known, Tenant const& tenant, std::string const& principal);

// By the id in the address, or as "servicePrincipals(appId='...')".
Answer<Application> named_principal(
    std::vector<Application> const& known, Caller const& caller, http::Request const& request);

// Nobody registered these two, so nothing is granted to them and nothing of them changes.
Answer<void> expect_registered(Tenant const& tenant, Application const& app);

} // namespace gatehouse::graph
