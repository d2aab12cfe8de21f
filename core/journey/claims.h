// Claims on their way into and out of technical profiles. Rules: policy_language.md §3.1.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// The value in the form its claim type holds: "true" becomes a boolean, "5" a number, one text a collection of one.
// What does not convert stays as it is.
ClaimValue typed(policy::DataType type, ClaimValue value);

// Claim resolvers become their values; what they yield is data and is never looked at again (attack-75).
std::string expand(Run const& run, policy::Template const& text, std::string_view profile_id = {});

// As expand, for addresses: the values are escaped, so that they stay within their place.
std::string expand_address(Run const& run, policy::Template const& text, std::string_view profile_id = {});

enum class Resolving { Always, AsProfileSays };
// Nothing when the claim has no DefaultValue.
std::optional<ClaimValue> default_value(
    Run const& run, policy::Profile const* profile, policy::ClaimUse const& use, Resolving resolving);

// Input values by partner name; what is absent is left out. `missing` gets a required claim that has no value.
Values input_values(Run const& run, policy::Profile const& profile, std::vector<policy::ClaimUse> const& uses,
    Bag const& bag, std::optional<policy::Slot>* missing = nullptr);

// The handler's values, and defaults, into the bag.
void apply_outputs(Run const& run, policy::Profile const& profile, std::vector<policy::ClaimUse> const& uses,
    Values const& values, Bag& bag);

// Runs the transformations in order over `bag`. A failed assertion is a Failure.
std::optional<Failure> run_transforms(
    Run& run, policy::Profile const& profile, std::vector<policy::TransformIndex> const& transforms, Bag& bag);

// True when this one says "skip".
bool acts(policy::Plan const& plan, policy::Precondition const& precondition, Bag const& bag);
// True when the preconditions say "skip": the first that acts decides.
bool skips(policy::Plan const& plan, std::vector<policy::Precondition> const& preconditions, Bag const& bag);
// B2C: EnabledForUserJourneys.
bool is_enabled(policy::Profile const& profile, Bag const& bag);

} // namespace gatehouse::journey
