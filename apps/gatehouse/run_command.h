// Another program, waited for.
#pragma once

#include "libs/base/result.h"

#include <string>
#include <vector>

namespace gatehouse::app {

// Found on the PATH, without a shell. What it writes to standard output appears on our standard error, so that ours
// stays for what is meant to be read by programs. Fault::Unavailable when it is not there or answers with another code
// than 0.
Result<void> run_command(std::vector<std::string> const& command);

// Whether the PATH has it.
bool is_installed(std::string const& program);

} // namespace gatehouse::app
