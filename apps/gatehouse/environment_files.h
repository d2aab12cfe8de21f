// The KEY=VALUE files that a tenant file declares for its programs.
#pragma once

#include "apps/gatehouse/tenant_file.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::app {

// Apps whose secret, and administrators whose password, a declared file wants while that file does not exist yet: the
// directory keeps digests only, so such an app or person needs a new one.
std::vector<std::string> owners_of_lost_secrets(
    TenantDeclaration const& declaration, std::filesystem::path const& directory);

// Mode 0600, each through a new file and a rename. A secret that was not made now is taken over from the file as it is.
// Answers a line a file: "insurance-web.env: written".
Result<std::vector<std::string>> write_environment_files(TenantDeclaration const& declaration,
    std::map<std::string, std::string> const& values, std::filesystem::path const& directory);

} // namespace gatehouse::app
