// https for a developer's machine: a local authority and a leaf for localhost, made on the first start.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/http/server.h"

#include <filesystem>

namespace gatehouse::app {

// DIR/ca.pem, DIR/ca.key, DIR/localhost.pem, DIR/localhost.key, keys with mode 0600. A leaf that expires within a month
// is made anew; the authority stays, so that people trust it once; it can
// vouch for this machine only.
Result<http::TlsFiles> demo_certificate(std::filesystem::path const& directory, Time now);

// The authority's certificate, made together with its key when there is none.
Result<std::string> demo_authority(std::filesystem::path const& directory, Time now);

} // namespace gatehouse::app
