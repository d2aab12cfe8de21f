// Which addresses an app may register, and which of them a request may use.
#pragma once

#include "core/applications/applications.h"
#include "libs/base/result.h"

#include <optional>
#include <string_view>

namespace gatehouse {

// At registration: https anywhere, http on loopback, and for native apps a private-use scheme with a dot in its name or
// "msal{client id}" (RFC 8252 §7.1). No fragment, user info, wildcard or backslash (attacks 1 to 4 and 7). The detail
// of the error is a sentence for the person who registers.
Result<void> validate_redirect_uri(AppKind kind, std::string_view uri);

// As what an app is that comes back to this address; nothing when the address is not registered. Equal character by
// character to a registered one (RFC 9700 §4.1.3); only the port of a native app's http loopback address may differ
// (RFC 8252 §7.3).
std::optional<AppKind> find_redirect(Application const& application, std::string_view uri);

} // namespace gatehouse
