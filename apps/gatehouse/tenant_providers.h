// [identity_providers.NAME] of tenant.toml, which flows name.
#pragma once

#include "apps/gatehouse/tenant_flows.h"

#include <string>

namespace gatehouse::app {

DeclaredProvider read_provider(std::string const& name, toml::Section section, Expand const& expand);

} // namespace gatehouse::app
