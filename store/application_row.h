// An app as a row, of applications and of deleted_applications.
#pragma once

#include "core/applications/applications.h"
#include "libs/json/json.h"
#include "libs/sql/sql.h"
#include "store/columns.h"

#include <vector>

namespace gatehouse::store {

// In the order that take_application reads, from the first column on.
#define APPLICATION_COLUMNS "client_id, name, kind, enabled, app_id_uri, document"
inline constexpr int kApplicationColumns = 6;

Result<Application> take_application(sql::Row const& row);
// The tenant and these columns.
std::vector<sql::Parameter> application_values(TenantId const& tenant, Application const& application);

json::Object write_permission(Permission const& permission);
Permission read_permission(json::Object const& fields);

} // namespace gatehouse::store
