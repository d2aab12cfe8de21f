// Inheritance as one table: policy_language.md §1.4. Inside core/policy, and for docs and tests.
#pragma once

#include "core/policy/diagnostics.h"

#include <span>

namespace gatehouse::policy {

// How an element of a child file meets what the base holds.
enum class MergeMode {
    Overlay, // same key: attributes and text of the child win, children merge; new key: appended
    Append, // always appended, even when it is there already
    Replace, // the child's element takes the place of the base's
    Behavior, // as the child's MergeBehavior says: ReplaceAll (default), Append, Prepend
};

struct MergeRule {
    std::string_view element;
    std::string_view key; // attributes that identify it among its siblings, without case; "" for its name alone
    MergeMode mode;
};

// Sorted by element. What is not named here occurs once and merges by Overlay.
std::span<MergeRule const> merge_rules();

// Whether merging takes both for the same among the children of an element.
bool is_same(Element const& left, Element const& right);

// The child over the base, in place. Both have ClaimsProviders flattened.
void merge(Element& base, Element const& child);

// Resolves IncludeTechnicalProfile of all technical profiles: the included one is the base, the including one the
// child.
void include_profiles(Element& root, Diagnostics& diagnostics);

} // namespace gatehouse::policy
