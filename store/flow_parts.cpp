#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

std::string kind_name(FlowPartKind kind)
{
    switch (kind) {
    case FlowPartKind::Attribute:
        return "attribute";
    case FlowPartKind::IdentityProvider:
        return "identity_provider";
    case FlowPartKind::ApiConnector:
        return "api_connector";
    case FlowPartKind::Branding:
        break;
    }
    return "branding";
}

} // namespace

Result<std::optional<FlowPart>> SqlFlowParts::find(TenantId const& tenant, FlowPartKind kind, std::string const& id)
{
    return connection_.one<FlowPart>("select part_id, document, changed_at from flow_parts"
                                     " where tenant_id = $1 and kind = $2 and part_key = $3",
        { tenant.text(), kind_name(kind), to_lower(id) },
        [&](sql::Row const& row) { return FlowPart{ kind, row.text(0), row.text(1), time_of(row, 2) }; });
}

Result<std::vector<FlowPart>> SqlFlowParts::list(TenantId const& tenant, FlowPartKind kind)
{
    return connection_.all<FlowPart>("select part_id, document, changed_at from flow_parts"
                                     " where tenant_id = $1 and kind = $2 order by part_key",
        { tenant.text(), kind_name(kind) },
        [&](sql::Row const& row) { return FlowPart{ kind, row.text(0), row.text(1), time_of(row, 2) }; });
}

Result<void> SqlFlowParts::save(TenantId const& tenant, FlowPart const& part)
{
    TRY(connection_.execute("insert into flow_parts (tenant_id, kind, part_key, part_id, document, changed_at) values "
                            "($1, $2, $3, $4, $5, $6)"
                            " on conflict (tenant_id, kind, part_key) do update set part_id = excluded.part_id, "
                            "document = excluded.document,"
                            " changed_at = excluded.changed_at",
        { tenant.text(), kind_name(part.kind), to_lower(part.id), part.id, part.document, micros(part.changed) }));
    return {};
}

Result<void> SqlFlowParts::remove(TenantId const& tenant, FlowPartKind kind, std::string const& id)
{
    TRY(connection_.execute("delete from flow_parts where tenant_id = $1 and kind = $2 and part_key = $3",
        { tenant.text(), kind_name(kind), to_lower(id) }));
    return {};
}

} // namespace gatehouse::store
