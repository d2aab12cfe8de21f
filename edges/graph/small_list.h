// Collections that are small enough to be looked at as a whole, such as the apps of a tenant: what $filter, $select,
// $top, $count and $skiptoken make of them. Which of these a call takes, and whether $expand, its route says.
#pragma once

#include "edges/graph/collection.h"

#include <string>
#include <vector>

namespace gatehouse::graph {

struct SmallList {
    enum class Order { ById, Given };

    std::string set; // "applications", as the context names it
    std::string type; // "Application", as errors name it
    std::vector<json::Object> items; // each with an "id" of its own, and with what $expand brings
    // What $filter may name: by eq, in and startsWith; by eq true; by any.
    std::vector<std::string> texts;
    std::vector<std::string> truths = {};
    std::vector<std::string> collections = {};
    Order order = Order::ById;
};

Answer<http::Response> answer_list(
    Graph const& graph, Caller const& caller, http::Request const& request, SmallList list);

// ".../$count": how many there are that fit $filter, as text.
Answer<http::Response> answer_count(http::Request const& request, SmallList list);

// One object of such a collection: the properties that $select names, or all.
Answer<http::Response> answer_one(
    http::Request const& request, int status, std::string const& set, json::Object const& item);

} // namespace gatehouse::graph
