// The language of $filter: what Microsoft Graph offers of OData 4.01 Part 2 §5.1.1, as a tree.
//
//   accountEnabled eq true and (startsWith(displayName,'A') or identities/any(c:c/issuer eq 'google.com'))
#pragma once

#include "libs/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::odata {

// A GUID or an instant without quotes is text in its own spelling: the property says what it must be.
struct Bare {
    std::string text;
    friend bool operator==(Bare const&, Bare const&) = default;
};
// The first alternative is null.
using Literal = std::variant<std::monostate, bool, std::int64_t, std::string, Bare>;

enum class Relation { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual, StartsWith, EndsWith, Contains };
std::string_view name(Relation relation); // "eq", "startswith"

struct Filter {
    enum class Kind {
        And, // of two or more parts
        Or,
        Not, // of one part
        Compare, // a path with a literal; "in" is an Or of these
        Any, // an element of the collection at `path` fulfils the one part, in which it is called `variable`
    };
    Kind kind = Kind::Compare;
    std::vector<Filter> parts;
    std::string path; // "displayName"; inside any also "c/issuer" and "c"
    std::string variable;
    Relation relation = Relation::Equal;
    Literal literal;
};

// What one request may cost.
struct FilterLimits {
    size_t bytes = 8192;
    size_t depth = 10; // parentheses, not and any
    size_t comparisons = 100;
};

// Operators and functions compare without case. Fault::Invalid with words for the caller: what is wrong, and where.
Result<Filter> parse_filter(std::string_view text, FilterLimits limits = {});

// The canonical text, which reads the same again.
std::string text_of(Filter const& filter);

} // namespace gatehouse::odata
