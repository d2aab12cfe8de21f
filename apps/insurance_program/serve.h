// The frame of both insurance programs: serve until SIGINT or SIGTERM, then finish what is under way.
#pragma once

#include "libs/http/server.h"

#include <string_view>

namespace gatehouse::insurance_program {

// Call before any thread exists: from here on only serve() hears SIGINT and SIGTERM.
void block_stop_signals();
// Exit code: 0 after a signal, 1 when the address cannot be had (one sentence on standard error).
int serve(std::string_view program, http::ServerOptions options, http::Router router);

} // namespace gatehouse::insurance_program
