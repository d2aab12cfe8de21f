// Many calls in one request. Facts: directory.md §1.3.
#pragma once

#include "edges/graph/answer.h"

#include <functional>
#include <string>
#include <string_view>

namespace gatehouse::graph {

// Each call is answered by `send`, with the caller's token; none is undone when another fails. A call whose predecessor
// failed is not made.
Answer<http::Response> answer_batch(
    http::Request const& request, std::function<http::Response(http::Request)> const& send);

// "/v1.0/users('id')/x" -> "/v1.0/users/id/x": the other form of a key in an address. A key that is not the id keeps
// its name: "/v1.0/applications(appId='id')" -> "/v1.0/applications/appId=id".
std::string with_plain_keys(std::string_view path);

} // namespace gatehouse::graph
