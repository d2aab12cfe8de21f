// A look at one policy file alone, before it is known which chain it belongs to.
#pragma once

#include "core/policy/compile.h"

#include <string>
#include <vector>

namespace gatehouse::policy {

struct Inspection {
    std::string policy_id; // "" when the file cannot be read
    std::string tenant; // TenantId
    std::string base; // PolicyId of the file it stands on, "" for none
    bool relying_party = false; // it can be asked for in an authorize request
    std::vector<Diagnostic> diagnostics;
};
Inspection inspect(SourceFile const& file);

} // namespace gatehouse::policy
