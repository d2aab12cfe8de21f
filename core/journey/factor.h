// Guesses at second factors, counted per person across journeys: a new journey does not start at zero (attack-24).
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

enum class FactorGate { Open, Locked };

// Counts a try before it is checked, durably and at once: of many parallel guesses each is counted. Locked means that
// the code must not even be looked at.
Result<FactorGate> begin_factor_try(Run& run, UserId const& user);
// The factor was right: forget the failures.
Result<void> factor_was_right(Run& run, UserId const& user);
// The factor was wrong; a Refusal ends the journey after five of them. B2C: 90151.
// `reason` is for the audit.
std::optional<Refusal> factor_was_wrong(Run& run, std::string_view factor, std::string_view reason = {});
Refusal factor_locked();

} // namespace gatehouse::journey
