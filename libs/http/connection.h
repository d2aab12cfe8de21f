// Serves one accepted socket until it ends.
#pragma once

#include "libs/http/loop.h"

namespace gatehouse::http {

// Fault::Invalid when certificate or key cannot be read or do not belong together.
Result<std::shared_ptr<TlsContext>> make_tls_context(TlsFiles const& files);

// On the loop's thread. `tls` is nothing for plain HTTP.
void start_connection(Loop& loop, Accepted accepted, std::shared_ptr<TlsContext> tls);

} // namespace gatehouse::http
