// A self-made certificate authority and leaf, for https on a developer's machine only.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"

#include <string>
#include <vector>

namespace gatehouse::crypto {

struct CertificateAndKey {
    std::string certificate_pem;
    std::string key_pem;
};

// P-256, ten years, CA:TRUE.
Result<CertificateAndKey> make_authority(std::string const& common_name, Time now);
// P-256, 397 days, for the given DNS names and IP addresses ("localhost", "127.0.0.1", "::1").
Result<CertificateAndKey> make_leaf(
    CertificateAndKey const& authority, std::vector<std::string> const& names, Time now);

} // namespace gatehouse::crypto
