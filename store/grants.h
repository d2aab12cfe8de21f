// What codes and refresh tokens have in common: the columns of a Grant. Internal to this folder.
#pragma once

#include "core/grants/grants.h"
#include "libs/sql/sql.h"
#include "store/sealer.h"

namespace gatehouse::store {

#define GRANT_COLUMNS                                                                                                  \
    "family_id, client_id, user_id, policy_id, scope, claims, token_settings, nonce, auth_time, session, "             \
    "correlation_id, key_thumbprint, client_kind"
constexpr int kGrantColumns = 13;

// `place` names the table and column, the tenant and the row.
void add_grant(std::vector<sql::Parameter>& parameters, Grant const& grant, Sealer const& sealer,
    std::initializer_list<std::string_view> place);
// Reads kGrantColumns columns, beginning with `first`.
Result<Grant> take_grant(
    sql::Row const& row, int first, Sealer const& sealer, std::initializer_list<std::string_view> place);

} // namespace gatehouse::store
