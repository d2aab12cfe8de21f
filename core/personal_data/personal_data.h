// What is kept of a person: to give to them, and to erase, when they ask. GDPR Articles 15 and 17.
#pragma once

#include "core/audit/acting.h"
#include "core/ports/ports.h"
#include "libs/json/json.h"

#include <optional>
#include <string>

namespace gatehouse {

// Everything about the person that is kept, in words a person understands; no secret of theirs or ours: factors are
// named, not shown. Also of somebody who was deleted and can be restored. Nothing when there is no such person. Writes
// an event.
Result<std::optional<json::Object>> export_personal_data(
    Ports& ports, Tenant const& tenant, UserId const& user, Acting const& acting);

// For good: the person, names, factors, sessions, tokens, and what the audit says of them beside the id. That it was
// done stays in the audit as proof. Codes and journeys of theirs end within the hour, messages within a week. False
// when there is no such person.
Result<bool> erase_person(Ports& ports, Tenant const& tenant, UserId const& user, Acting const& acting);

} // namespace gatehouse
