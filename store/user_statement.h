// A question about people as a statement. Internal to this folder, whose tests ask SQLite how it would answer.
#pragma once

#include "core/directory/user_search.h"
#include "libs/sql/sql.h"

#include <string>
#include <vector>

namespace gatehouse::store {

struct UserStatement {
    std::string text;
    std::vector<sql::Parameter> parameters;
};

// USER_COLUMNS of a page's people, and of one more, who tells that there are more. An index is walked in its own order
// from where the last page ended, so that a page costs what is on it, however many people there are.
UserStatement page_statement(TenantId const& tenant, UserQuery const& query);
UserStatement count_statement(TenantId const& tenant, UserCondition const& where);

// Where the page behind this person begins.
UserCursor cursor_behind(UserQuery const& query, User const& last);

} // namespace gatehouse::store
