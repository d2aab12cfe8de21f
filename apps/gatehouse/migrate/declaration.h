// A B2C tenant as a tenant.toml, and what does not come along. A pure function of what was read.
#pragma once

#include "apps/gatehouse/migrate/b2c_tenant.h"

#include <string>
#include <vector>

namespace gatehouse::app {

struct MigrationWishes {
    // Where passwords are asked for until everybody has signed in once; "" leaves them behind.
    std::string password_flow; // "B2C_1_ROPC"
    std::string password_client; // id of an app that may use it
};

struct Migration {
    std::string declaration; // tenant.toml
    // One sentence each: what has to be done by hand, and what stays behind.
    std::vector<std::string> notes;
};
Migration declare_tenant(B2cTenant const& tenant, MigrationWishes const& wishes);

} // namespace gatehouse::app
