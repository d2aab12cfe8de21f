// Sessions and journeys as JSON, for the database.
#pragma once

#include "apps/insurance_web/sessions.h"

namespace gatehouse::insurance_web {

std::string to_json(SessionData const& data);
SessionData session_in(std::string_view text);
std::string to_json(Journey const& journey);
Journey journey_in(std::string_view text);

} // namespace gatehouse::insurance_web
