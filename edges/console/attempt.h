// An errand of the console through a flow of this server, which it asks as an app does. The browser keeps it; what the
// flow is asked with comes out of that and our key, so that an answer fits only the browser that began (attack-43) and
// nothing is stored.
#pragma once

#include "core/grants/grants.h"
#include "edges/console/console.h"
#include "libs/json/json.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::console {

// The browser forgets it then.
inline constexpr std::chrono::seconds kAttemptTakes{ 1800 };

struct Attempt {
    std::string cookie; // what the browser keeps
    std::string state;
    std::string nonce;
    std::string verifier; // RFC 7636 §4.1
};

// `errand` is what it is for, and whose: the cookie of one errand is worth nothing in another.
Attempt new_attempt(Console& console, std::string_view errand, json::Object const& content);
Attempt attempt_of(Console const& console, std::string_view errand, std::string cookie);
// What it was begun with. Whoever has the browser can change it: compare the state first, which changes with it.
std::optional<json::Object> content_of(Attempt const& attempt);

// Who asked for a code, at which policy, and where it was to be sent.
struct Asked {
    ClientId client;
    PolicyId policy;
    std::string redirect_uri;
};
// The reason, for the log, why the code is not the answer to the attempt; "" when it is.
std::string why_not(Code const& code, Attempt const& attempt, Asked const& asked);

} // namespace gatehouse::console
