#include "core/audit/acting.h"

namespace gatehouse {

AuditEvent event_of(Acting const& acting, AuditKind kind, json::Object const& detail)
{
    json::Object told;
    if (!acting.app.empty())
        told = { { "by", "directory API" }, { "app", acting.app.text() } };
    else if (!acting.administrator.empty())
        told = { { "by", "console" }, { "administrator", acting.administrator.text() } };
    else
        told = { { "by", "command line" } };
    for (json::Member const& member : detail.members())
        told.set(member.name, member.value);
    AuditEvent event;
    event.kind = kind;
    event.time = acting.now;
    event.correlation = acting.correlation;
    event.address = acting.address;
    event.detail = json::write(told);
    return event;
}

} // namespace gatehouse
