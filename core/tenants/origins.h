// The public addresses of a tenant, "https://login.example", without a slash at the end.
#pragma once

#include "core/tenants/tenants.h"

#include <string>
#include <vector>

namespace gatehouse {

// Every origin that answers for a tenant: its own first, then the server's, each once.
std::vector<std::string> public_origins(Tenant const& tenant, std::vector<std::string> const& of_server);

// The one of them that the request was sent to, the first for any other: a Host header chooses among them and adds none
// (attack-10, attack-11). "" when there is none.
std::string public_origin(Tenant const& tenant, std::vector<std::string> const& of_server, std::string_view asked);

} // namespace gatehouse
