// Finding the person that a command line names.
#pragma once

#include "core/ports/ports.h"

#include <string>

namespace gatehouse::app {

struct Found {
    Tenant tenant;
    UserId user;
};

// By any identity or object id, in the tenant of that domain or id, or in all. Fault::Invalid when there is nobody, or
// when there are several.
Result<Found> find_person(Ports& ports, std::string const& who, std::string const& wanted_tenant);

} // namespace gatehouse::app
