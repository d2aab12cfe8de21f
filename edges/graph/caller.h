// Who calls the directory API.
#pragma once

#include "core/applications/applications.h"
#include "core/tenants/tenants.h"
#include "edges/graph/answer.h"
#include "edges/graph/graph.h"

#include <span>
#include <string_view>

namespace gatehouse::graph {

struct Caller {
    Tenant tenant;
    Application app;
};

// By a bearer token that this tenant's own endpoint gave to an app for the directory: no policy's token will do, nor
// one that is about a person, nor one for another API (attack-50). One of `roles` must be the app's today, whatever the
// token says; what was taken away ends at once.
Answer<Caller> find_caller(Graph const& graph, http::Request const& request, std::span<std::string_view const> roles);

} // namespace gatehouse::graph
