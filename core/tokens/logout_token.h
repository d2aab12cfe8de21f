// The token that tells an application that a session has ended. OpenID Connect Back-Channel Logout 1.0 §2.4.
#pragma once

#include "core/keys/key_ring.h"
#include "core/sessions/logout_notices.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <string>

namespace gatehouse {

// `id` is the token's jti: a new one for each delivery.
Result<std::string> make_logout_token(
    LogoutNotice const& notice, SigningKeyInUse const& key, std::string const& id, Time now);

} // namespace gatehouse
