// [branding.LANGUAGE] of tenant.toml: how the built-in pages look.
#pragma once

#include "apps/gatehouse/tenant_flows.h"
#include "core/branding/branding.h"

#include <map>
#include <string>

namespace gatehouse::app {

// By language, or kAnyLanguage. Pictures are read from the files that are named.
std::map<std::string, Branding> read_brandings(toml::Section& root, Expand const& expand);

} // namespace gatehouse::app
