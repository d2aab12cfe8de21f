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

// P-256, ten years, CA:TRUE. With names, it can vouch for these and for names below them only (RFC 5280 §4.2.1.10): who
// gets hold of the key of an authority that people trust gets no more than that.
Result<CertificateAndKey> make_authority(
    std::string const& common_name, Time now, std::vector<std::string> const& only_for = {});
// P-256, 397 days, for the given DNS names and IP addresses ("localhost", "127.0.0.1", "::1").
Result<CertificateAndKey> make_leaf(
    CertificateAndKey const& authority, std::vector<std::string> const& names, Time now);

} // namespace gatehouse::crypto
