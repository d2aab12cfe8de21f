// Pages of a plan without a journey: for looking at them while somebody writes their texts. Nothing is stored.
#pragma once

#include "core/journey/advance.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::journey {

// The content definitions whose pages the plan's journey may show, in the order of its steps.
std::vector<std::string> pages_of(policy::Plan const& plan);

// The page as it first comes to somebody of whom the journey knows nothing; nothing when no step shows it.
Result<std::optional<Page>> preview(policy::Plan const& plan, Tenant const& tenant,
    std::string const& content_definition, std::string const& language, Services& services);

} // namespace gatehouse::journey
