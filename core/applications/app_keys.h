// Public keys of an app as a person declares them.
#pragma once

#include "libs/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse {

// A JWK set, or PEM certificates and public keys, to the form that Application::keys has. The detail of the error is a
// sentence for the person who declares them.
Result<std::string> read_app_keys(std::string_view text);

} // namespace gatehouse
