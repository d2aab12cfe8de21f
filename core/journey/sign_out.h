// What of a session ends when somebody signs out. B2C: the scope of SingleSignOn.
#pragma once

#include "core/journey/advance.h"
#include "core/model/ids.h"
#include "core/policy/plan.h"
#include "core/sessions/sessions.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::journey {

struct SignedOut {
    std::vector<Participant> told; // whose session ended
    std::optional<Session> rest; // what goes on for other applications or policies; nothing: it is all over
};
// At this policy, for this application: "" when nobody said which. Where the scope is the application, that ends the
// session for all.
SignedOut sign_out(policy::Plan const& plan, Session session, ClientId const& client);

// The addresses at which the identity providers of this policy that signed somebody in to the session sign them out as
// well, for hidden frames. May ask a provider for its metadata: call it outside of transactions. `host` is the public
// origin.
std::vector<std::string> provider_sign_outs(policy::Plan const& plan, Tenant const& tenant, Session const& session,
    std::string const& host, Services& services);

} // namespace gatehouse::journey
