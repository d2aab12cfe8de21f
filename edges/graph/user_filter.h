// $filter and $search of people as conditions of the directory. Facts: directory.md §1.3, §1.4.
#pragma once

#include "core/directory/user_search.h"
#include "core/flows/extensions.h"
#include "core/tenants/tenants.h"
#include "edges/graph/answer.h"
#include "libs/odata/query.h"

#include <set>
#include <string>

namespace gatehouse::graph {

// The extension attributes that a filter is about, by their short names.
std::set<std::string, LessIgnoringCase> named_extensions(odata::Filter const& filter, Tenant const& tenant);

// `extensions`: those of them that there are. Properties that there are not, values of the wrong type and combinations
// that Graph refuses are errors in its words.
Answer<UserCondition> read_user_filter(
    odata::Filter const& filter, Tenant const& tenant, flows::Extensions const& extensions);
Answer<UserCondition> read_user_search(std::vector<odata::Search> const& search);

// Whether Graph answers it only as an advanced query: it has `not`, `ne`, endsWith or contains.
bool is_advanced(odata::Filter const& filter);

} // namespace gatehouse::graph
