// Public keys of an app as a person declares them.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/jose/jwk.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// A JWK set, or PEM certificates and public keys, to the form that Application::keys has. The detail of the error is a
// sentence for the person who declares them.
Result<std::string> read_app_keys(std::string_view text);

// Those that a signature of this moment may be by: a key has an end ("exp") when it came as a certificate.
Result<std::vector<jose::PublicJwk>> usable_app_keys(std::string const& keys, Time now);

} // namespace gatehouse
