// Client secrets: compared by digest, in constant time.
#pragma once

#include "core/applications/applications.h"
#include "libs/base/time.h"

#include <string_view>

namespace gatehouse {

// True when `secret` is one of the app's secrets that has not expired. An app without secrets and an empty secret never
// match (attack-38).
bool check_secret(Application const& application, std::string_view secret, Time now);

} // namespace gatehouse
