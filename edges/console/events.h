// Events of the audit log on pages.
#pragma once

#include "edges/console/parts.h"
#include "edges/console/visit.h"

#include <map>

namespace gatehouse::console {

struct NamedEvents {
    std::vector<AuditEvent> events = {};
    std::map<std::string, std::string> names = {}; // of people and apps, by id
    std::map<std::string, std::string> pages = {}; // of people, apps and policies, by id
};
// With the names and pages that the administrator's role reaches: an id alone tells nobody anything.
Result<NamedEvents> name_events(Ports& ports, Visit const& visit, std::vector<AuditEvent> events);
Result<NamedEvents> list_events(Ports& ports, Visit const& visit, Audit::Query const& query);
// The same for an app, and how a page writes it.
Result<void> name_app(Ports& ports, Visit const& visit, ClientId const& app, NamedEvents& named);
html::Safe app_cell(NamedEvents const& named, ClientId const& app);

html::Safe events_table(Visit const& visit, NamedEvents const& named);
// "sign_in_failed" -> "Sign-in failed".
std::string title_of(AuditKind kind);
bool is_failure(AuditKind kind);

// Kinds that are counted and listed together.
struct EventGroup {
    std::string_view name;
    std::string_view title;
    std::vector<AuditKind> kinds;
    Tone tone = Tone::Plain;
};
std::vector<EventGroup> const& event_groups();

} // namespace gatehouse::console
