// Serves one accepted socket until it ends.
#pragma once

#include "libs/http/loop.h"

namespace gatehouse::http {

// On the loop's thread. `tls` is nothing for plain HTTP.
void start_connection(Loop& loop, Accepted accepted, std::shared_ptr<TlsContext> tls);

} // namespace gatehouse::http
