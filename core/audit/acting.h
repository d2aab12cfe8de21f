// Who administers: an app at the directory API or a person in the console.
#pragma once

#include "core/audit/audit.h"
#include "libs/json/json.h"

namespace gatehouse {

struct Acting {
    ClientId app = {}; // one of the two; neither is whoever is at the command line
    UserId administrator = {};
    CorrelationId correlation = {};
    std::string address = {}; // of the peer
    Time now = {};
};

// The event with who acted in its detail, before what `detail` adds: {"by":"directory API","app":"..."} or
// {"by":"console","administrator":"..."}. Whom or what it is about the caller fills in.
AuditEvent event_of(Acting const& acting, AuditKind kind, json::Object const& detail = {});

} // namespace gatehouse
