// Events of the audit log on pages.
#pragma once

#include "edges/console/parts.h"
#include "edges/console/visit.h"

#include <map>

namespace gatehouse::console {

struct NamedEvents {
    std::vector<AuditEvent> events = {};
    std::map<std::string, std::string> names = {}; // of people and apps, by id
};
// With the names that the administrator's role reaches: an id alone tells nobody anything.
Result<NamedEvents> list_events(Ports& ports, Visit const& visit, Audit::Query const& query);

html::Safe events_table(Visit const& visit, NamedEvents const& named);
// "sign_in_failed" -> "Sign-in failed".
std::string title_of(AuditKind kind);
bool is_failure(AuditKind kind);

} // namespace gatehouse::console
