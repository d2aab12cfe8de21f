// The console as two apps of every tenant, without a registration, and the flow by which administrators sign in. The
// first app signs administrators in: the flow is for it alone, and it is for that flow alone. The second one tries all
// other flows, to show what apps get by them. No code of the one can be taken for a code of the other.
#pragma once

#include "core/applications/applications.h"

#include <string>
#include <string_view>

namespace gatehouse {

inline constexpr std::string_view kConsoleId = "c0150a1e-0000-4000-8000-9a7e40a5e001";
inline constexpr std::string_view kConsolePolicy = "B2C_1_gatehouse_administrators";
// Where its answers arrive, below an origin of this server's.
inline constexpr std::string_view kConsoleReturn = "/admin/callback";

inline constexpr std::string_view kTrialId = "c0150a1e-0000-4000-8000-9a7e40a5e002";
// "/admin/contoso.onmicrosoft.com/flows/result": where the answers to a trial arrive.
std::string trial_return(std::string const& domain);

// At this origin. Public: what they are given is redeemed in this process, by the verifier of its challenge, and by no
// token endpoint.
Application console_app(std::string const& origin);
Application trial_app(std::string const& origin, std::string const& domain);
bool is_console_policy(PolicyId const& policy); // in any case

} // namespace gatehouse
