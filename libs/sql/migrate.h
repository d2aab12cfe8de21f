// Brings a database's tables to the form the program knows. Internal to this folder.
#pragma once

#include "libs/sql/connection.h"

namespace gatehouse::sql {

// Each missing migration in a transaction of its own, in order of name. Fault::Invalid when two have the same name,
// when the text of an applied one was changed, or when the file knows one that the program does not.
Result<void> migrate(SqliteConnection& connection, std::vector<Migration> migrations);

} // namespace gatehouse::sql
