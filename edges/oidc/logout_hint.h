// The id_token_hint of a logout request. RP-Initiated Logout 1.0 §2; B2C: 90235 to 90240.
#pragma once

#include "edges/oidc/address.h"
#include "edges/oidc/error.h"

#include <string>

namespace gatehouse::oidc {

struct LogoutHint {
    ClientId client;
    std::string subject;
};

enum class HintAge {
    Checked, // B2C: an expired hint is refused
    Any, // RP-Initiated Logout §2: it still says who asks
};
// An id token that this tenant signed, and not another kind of token (attack-47).
Result<LogoutHint, PageError> read_logout_hint(
    Edge const& edge, Address const& address, std::string const& text, HintAge age);

} // namespace gatehouse::oidc
