// What works and should not stay: warnings only, of what the relying party reaches. Inside core/policy only.
#pragma once

#include "core/policy/build.h"

namespace gatehouse::policy {

// check_flow.cpp: claims that are read before anything can have set them.
void check_flow(Build& build);
// check_reach.cpp: steps and exchanges that no run can come to, and lists that say something twice.
void check_reach(Build& build);
// check_safety.cpp: calls without credentials, codes and passwords that can be guessed, addresses nobody verified.
void check_safety(Build& build);
// check_lifetimes.cpp: tokens and sessions that whoever steals them can use for long.
void check_lifetimes(Build& build);

// Where a diagnostic of a step stands: its element, or the journey's.
Element const& element_of(Build const& build, Journey const& journey, Step const& step);
// Where a diagnostic of a metadata item stands: the item, or the technical profile when it does not write one.
Element const& element_of(Build const& build, Profile const& profile, std::string_view key);
// "Technical profile "X"".
std::string title(Profile const& profile);
// "Step 2 of user journey "X"".
std::string title(Journey const& journey, Step const& step);

} // namespace gatehouse::policy
