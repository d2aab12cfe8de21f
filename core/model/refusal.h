// Why a journey or a request ends without tokens, with B2C's number.
#pragma once

#include <string>

namespace gatehouse {

struct Refusal {
    // 90091 for AADB2C90091; 0 for an error of a policy's own (B2C: OAuth2Error).
    int code = 0;
    // The OAuth error it travels with: "access_denied".
    std::string error;
    // One sentence for a person, without code, correlation id and timestamp: the edge adds them.
    std::string text;
};

} // namespace gatehouse
