// The table of the calls. Roles and call stand side by side, so that no route can be without roles.
#pragma once

#include "core/applications/directory_api.h"
#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::graph {

using Call = Answer<http::Response> (*)(Graph&, Caller const&, http::Request const&);

struct Route {
    http::Method method;
    std::string path;
    std::span<std::string_view const> roles; // one of them is enough
    Call call;
    // Query options that the call understands. Any other is refused, so that none is passed over in silence.
    std::span<std::string_view const> options = {};
};

inline constexpr std::string_view kOne[] = { "$select" };
inline constexpr std::string_view kOneExpanded[] = { "$select", "$expand" };
inline constexpr std::string_view kList[] = { "$select", "$filter", "$top", "$count", "$skiptoken" };
inline constexpr std::string_view kListExpanded[] = { "$select", "$expand", "$filter", "$top", "$count", "$skiptoken" };
inline constexpr std::string_view kCount[] = { "$filter" };

inline constexpr std::string_view kReadUsers[] = { directory_role::kReadUsers, directory_role::kWriteUsers,
    directory_role::kReadDirectory, directory_role::kWriteDirectory };
// What else a change needs, of passwords and identities, the call itself asks for.
inline constexpr std::string_view kWriteUsers[] = { directory_role::kWriteUsers, directory_role::kWriteDirectory };
inline constexpr std::string_view kReadApps[] = { directory_role::kReadApps, directory_role::kWriteApps,
    directory_role::kReadDirectory, directory_role::kWriteDirectory };
inline constexpr std::string_view kWriteApps[] = { directory_role::kWriteApps };

// User flows and what they are put together from; below /identity and /policies.
std::vector<Route> flow_routes();

} // namespace gatehouse::graph
