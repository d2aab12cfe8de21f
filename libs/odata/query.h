// The query options of OData 4.01 Part 2 §5.1 that Microsoft Graph knows, read out of a request's query.
#pragma once

#include "libs/odata/filter.h"
#include "libs/url/url.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::odata {

struct Order {
    std::string path;
    bool descending = false;
};

// "displayName:ann" in quotes, of $search.
struct Search {
    std::string path;
    std::string text;
};

struct Query {
    std::optional<Filter> filter;
    std::vector<std::string> select;
    std::vector<std::string> expand;
    std::vector<Order> order;
    std::optional<int> top;
    std::optional<std::string> skip_token;
    std::optional<std::string> delta_token;
    std::vector<Search> search; // all of them must be met
    bool count = false;

    // Another text for another question: what $skiptoken is bound to. All options but the tokens, in a fixed order.
    std::string fingerprint() const;
};

// Whether an option of that name is read: "$Filter".
bool is_option(std::string_view name);

// Names compare without case. Fault::Invalid with words for the caller, also for options that are unknown, stand twice
// or lack their "$".
Result<Query> parse_query(url::Form const& query);

} // namespace gatehouse::odata
