// The id of one request, as it stands in x-ms-request-id, in the log and on error pages.
#pragma once

#include <string>

namespace gatehouse::http {

// A random GUID. The system is asked for bytes once in 256 calls of a thread.
std::string new_correlation_id();

} // namespace gatehouse::http
