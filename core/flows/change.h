// Who changes flows and their parts, for the audit.
#pragma once

#include "core/audit/acting.h"
#include "core/ports/ports.h"
#include "libs/json/json.h"

namespace gatehouse::flows {

struct Change {
    Tenant const& tenant;
    Acting acting;
};

enum class Saved { Created, Changed, Unchanged };

// `what` says what was changed and never holds a secret.
Result<void> record(Ports& ports, Change const& change, AuditKind kind, json::Object const& what);

} // namespace gatehouse::flows
