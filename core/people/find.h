// Finding the person that somebody who runs a tenant names.
#pragma once

#include "core/directory/users.h"
#include "core/ports/ports.h"

#include <string>
#include <vector>

namespace gatehouse {

// Whoever has the text as object id, who comes first, as e-mail address, user name or phone, or as id at an identity
// provider. Ids at two providers may be equal, so there may be several.
Result<std::vector<User>> find_called(Ports& ports, TenantId const& tenant, std::string const& text);

} // namespace gatehouse
