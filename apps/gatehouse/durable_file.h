// Files that must be whole or not there at all: certificates, keys, environment files.
#pragma once

#include "libs/base/result.h"

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace gatehouse::app {

// Through a new file and a rename: a crash leaves the old one or the new one, never half. The new file is always made
// by us, so that one left over with a looser mode does not lend it to a secret. Fault::Unavailable names the path.
Result<void> write_durable_file(std::filesystem::path const& path, std::string const& text, mode_t mode);

} // namespace gatehouse::app
