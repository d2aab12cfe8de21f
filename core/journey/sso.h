// Single sign-on: what a session remembers of a technical profile, and when it stands in for running it. Rules:
// policy_language.md §3.7.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// True when the browser's session stands in for the profile: its claims are in the bag then.
Result<bool> restore(Run& run, policy::Profile const& profile);
// True when a session holds a record for it; changes nothing.
Result<bool> can_restore(Run& run, policy::Profile const& profile);
// Keeps for the session what the profile's session provider persists, at the end of its step.
void remember(Run& run, policy::Profile const& profile);

// Fills Writes::session and its companions for a journey that has finished for `user`, whom the application gets to
// know as `subject`.
Result<void> keep_session(Run& run, UserId const& user, std::string const& subject);

} // namespace gatehouse::journey
