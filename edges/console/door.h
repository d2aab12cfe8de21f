// How administrators come in and go out: the server's own flow with a second factor, as an app of this process.
#pragma once

#include "edges/console/visit.h"

namespace gatehouse::console {

// Where the person has to go to sign in, and comes back from to `return_to`, a path of the console.
http::Response begin_sign_in(Console& console, http::Request const& request, Tenant const& tenant,
    std::string const& return_to, std::string const& login_hint = "");
// GET /admin/callback: the code is redeemed here, and whoever has a role is signed in.
http::Response take_answer(Console& console, http::Request const& request);

// Who asks. Nothing when they have to sign in, because there is no session, it has ended, or the person may not any
// more.
Answer<std::optional<Visit>> find_visit(
    Console& console, http::Request const& request, std::shared_ptr<TenantPlans const> site);

// The origins by which people come to this tenant.
std::vector<std::string> origins_of(Console const& console, Tenant const& tenant);
// The origin of this server by which the browser came (attack-10).
std::string origin_of(Console const& console, Tenant const& tenant, http::Request const& request);

} // namespace gatehouse::console
