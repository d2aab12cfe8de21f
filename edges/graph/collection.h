// Lists as OData answers them: the query's options in, pages and chosen properties out. Facts: directory.md §1.3.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"
#include "libs/odata/query.h"

#include <span>
#include <string_view>

namespace gatehouse::graph {

Answer<odata::Query> read_query(http::Request const& request);
// Names are known in any case.
Answer<void> expect_options(http::Request const& request, std::span<std::string_view const> known);

// "2026-01-31" or an instant of RFC 3339, as it stands in a filter.
std::optional<Time> parse_instant(std::string const& text);

// Graph's "advanced queries": `ne`, `not`, endsWith, $search, $count and $orderby beside $filter are answered only
// where the caller says that counts may lag behind. Ours do not; the rule is kept so that scripts written here run
// there.
bool is_eventual(http::Request const& request);
// For ".../$count".
Answer<void> expect_eventual_count(http::Request const& request);

// Where a page ended, for the next one: in the link as $skiptoken, bound to tenant, address and question by a code, so
// that a forged or foreign token is refused (attack-55).
std::string next_link(Graph const& graph, Caller const& caller, http::Request const& request, odata::Query const& query,
    json::Object const& position);
// Nothing on the first page.
Answer<std::optional<json::Object>> read_position(
    Graph const& graph, Caller const& caller, http::Request const& request, odata::Query const& query);

// "https://login.example/v1.0/users?$select=id&": the address with the options of the query but for its tokens, for one
// to follow.
std::string link_without_token(http::Request const& request);
// A position as a token's text, and back: for what a link holds under a name of its own. Nothing when we did not make
// it for this tenant, address and question.
std::string sign_position(Graph const& graph, Caller const& caller, http::Request const& request,
    odata::Query const& query, json::Object const& position);
std::optional<json::Object> open_position(Graph const& graph, Caller const& caller, http::Request const& request,
    odata::Query const& query, std::string const& token);

// The members that are named, in the order of the names and in the spelling of `all`; a property of `known` that
// somebody does not have is null. Names no property has are an error.
Answer<json::Object> choose(
    json::Object const& all, std::vector<std::string> const& names, std::vector<std::string> const& known);

} // namespace gatehouse::graph
