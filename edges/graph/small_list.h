// Collections that are small enough to be looked at as a whole, such as the apps of a tenant: what $filter, $select,
// $top and $skiptoken make of them.
#pragma once

#include "edges/graph/collection.h"

#include <string>
#include <vector>

namespace gatehouse::graph {

struct SmallList {
    std::string set; // "applications", as the context names it
    std::string type; // "Application", as errors name it
    std::vector<json::Object> items; // each with an "id" of its own
    std::vector<std::string> filters; // properties that $filter may name
};

Answer<http::Response> answer_list(
    Graph const& graph, Caller const& caller, http::Request const& request, SmallList list);

// One object of such a collection: the properties that $select names, or all.
Answer<http::Response> answer_one(
    http::Request const& request, int status, std::string const& set, json::Object const& item);

} // namespace gatehouse::graph
