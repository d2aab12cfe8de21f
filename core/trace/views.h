// Traces for people and for the viewers that authors have.
#pragma once

#include "core/trace/trace.h"
#include "libs/html/html.h"

#include <string>
#include <vector>

namespace gatehouse::trace {

// For a terminal and for golden files: a line an event, inner ones further to the right.
std::string text(std::vector<Leg> const& legs);
// The text with its GUIDs numbered in the order in which they come, "{1}", so that two runs give the same.
std::string number_guids(std::string_view text);

// What Azure's user journey recorder sends to Application Insights: an array of {"Kind", "Content"}. Facts:
// policy_language.md §8.5.
json::Array recorder(std::vector<Leg> const& legs);

// One page without anything from elsewhere: the steps as a timeline, the claims after each with what changed, and each
// call to an API.
std::string page(std::vector<Leg> const& legs);
// Its timeline alone, for a page of somebody else's; web/console.css has the classes.
html::Safe timeline(std::vector<Leg> const& legs);

} // namespace gatehouse::trace
