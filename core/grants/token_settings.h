// A policy's token settings as text: a refresh keeps the lifetimes that the policy had when the grant began.
#pragma once

#include "core/policy/plan.h"
#include "libs/base/result.h"

#include <string>

namespace gatehouse {

// A JSON object.
std::string write_settings(policy::TokenSettings const& settings);
// What is absent has its default.
Result<policy::TokenSettings> read_settings(std::string const& text);

} // namespace gatehouse
