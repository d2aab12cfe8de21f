// The methods of the string family, one function each. Inside core/policy/transforms only.
#pragma once

#include "core/policy/transforms/family.h"

namespace gatehouse::policy {

// string_values.cpp
Outcome create_string(TransformArguments& in);
Outcome create_random(TransformArguments& in);
Outcome format_one(TransformArguments& in);
Outcome format_two(TransformArguments& in);
Outcome change_case(TransformArguments& in);
Outcome null_claim(TransformArguments& in);
Outcome lookup(TransformArguments& in);
Outcome parse_domain(TransformArguments& in);
Outcome replace(TransformArguments& in);
Outcome substring(TransformArguments& in);
Outcome join_items(TransformArguments& in);
Outcome split_text(TransformArguments& in);

// string_compare.cpp
Outcome assert_strings(TransformArguments& in);
Outcome compare_claims(TransformArguments& in);
Outcome compare_to_value(TransformArguments& in);
Outcome contains(TransformArguments& in);
Outcome set_if_equal(TransformArguments& in);
Outcome set_if_match(TransformArguments& in);
Outcome set_if_regex(TransformArguments& in);

} // namespace gatehouse::policy
