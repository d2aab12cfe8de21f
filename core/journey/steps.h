// The loop over orchestration steps, and the end of a journey.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// Runs from the present step until a page, a refusal or the end.
Result<Outcome> run_steps(Run& run);
// Action::Answer on an errand: the provider's answer, and on from there.
Result<Outcome> arrive(Run& run);
// The browser is at a provider and asks for something else: back to the page the provider was chosen on, if there is
// one; else off again.
Result<Outcome> turn_back(Run& run);
// The present step is done: on to the next, out of a finished sub-journey if need be.
void leave_step(Run& run);
// The profile whose page the journey waits on; null on a selection page.
policy::Profile const* profile_on_page(Run const& run);
// SendClaims: claims for the token and the session to keep, or what else the issuer makes of them.
Result<Outcome> finish(Run& run, policy::Profile const& issuer);

} // namespace gatehouse::journey
