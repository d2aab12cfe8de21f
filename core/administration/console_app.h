// The console as an app of every tenant, without a registration, and the flow by which administrators sign in. The flow
// is for this app alone, and this app is for that flow alone.
#pragma once

#include "core/applications/applications.h"

#include <string>
#include <string_view>

namespace gatehouse {

inline constexpr std::string_view kConsoleId = "c0150a1e-0000-4000-8000-9a7e40a5e001";
inline constexpr std::string_view kConsolePolicy = "B2C_1_gatehouse_administrators";
// Where its answers arrive, below an origin of this server's.
inline constexpr std::string_view kConsoleReturn = "/admin/callback";

// At this origin. Public: what it is given is redeemed in this process, by the verifier of its challenge.
Application console_app(std::string const& origin);
bool is_console_policy(PolicyId const& policy); // in any case

} // namespace gatehouse
