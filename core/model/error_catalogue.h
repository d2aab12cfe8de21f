// Every AADB2C number: what it travels with, where it comes from, what causes it and what to do. docs/errors.md is made
// of it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gatehouse {

struct CatalogueEntry {
    int code = 0; // 90118
    // OAuth errors that it travels with, separated by spaces; "" when it is only ever shown to a person.
    std::string_view errors;
    std::string_view where; // "authorize", "token", "page", "logout": what answers with it
    std::string_view cause;
    std::string_view remedy;
};

// Sorted by code.
std::span<CatalogueEntry const> error_catalogue();
// Null for a number that is none of B2C's.
CatalogueEntry const* find_error(int code);

// docs/errors.md: one heading an error, so that "docs/errors.md#aadb2c90118" stays its address.
std::string error_reference();

} // namespace gatehouse
