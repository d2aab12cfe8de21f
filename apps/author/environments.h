// What the editor's extension for Azure AD B2C puts in place of {Settings:NAME} when it builds policies: the values of
// one environment of the appsettings.json beside them.
#pragma once

#include "core/policy/compile.h"
#include "libs/base/result.h"

#include <string>

namespace gatehouse::author {

// Changes nothing in a file without placeholders. `environment` by its Name; "" for the only one. Fault::Invalid says
// what is missing, and where.
Result<void> fill_placeholders(policy::SourceFile& file, std::string const& environment);

} // namespace gatehouse::author
