#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kText = "journey_traces.text";

} // namespace

Result<void> SqlJourneyTraces::append(TenantId const& tenant, StoredTrace const& trace)
{
    TRY(connection_.execute(
        "insert into journey_traces (tenant_id, correlation_id, recorded_at, text) values ($1, $2, $3, $4)",
        { tenant.text(), trace.correlation.text(), micros(trace.time),
            sealer_.seal(trace.text, { kText, tenant.text(), trace.correlation.text() }) }));
    // attack-71: whoever opens journey after journey fills no disk.
    TRY(connection_.execute("delete from journey_traces where tenant_id = $1 and trace_id <= (select trace_id from"
                            " journey_traces where tenant_id = $1 order by trace_id desc limit 1 offset $2)",
        { tenant.text(), std::int64_t{ kMostTraces } }));
    return {};
}

Result<std::vector<StoredTrace>> SqlJourneyTraces::select(
    TenantId const& tenant, std::string_view statement, sql::Parameter const& parameter)
{
    return all<StoredTrace>(
        connection_, statement, { tenant.text(), parameter }, [&](sql::Row const& row) -> Result<StoredTrace> {
            std::string const correlation = row.text(0);
            return StoredTrace{ .correlation = CorrelationId(correlation),
                .time = time_of(row, 1),
                .text = TRY(sealer_.open(row.blob(2), { kText, tenant.text(), correlation })) };
        });
}

Result<std::vector<StoredTrace>> SqlJourneyTraces::list(TenantId const& tenant, CorrelationId const& correlation)
{
    return select(tenant,
        "select correlation_id, recorded_at, text from journey_traces where tenant_id = $1 and correlation_id = $2"
        " order by trace_id",
        correlation.text());
}

Result<std::vector<StoredTrace>> SqlJourneyTraces::recent(TenantId const& tenant, int limit)
{
    return select(tenant,
        "select correlation_id, recorded_at, text from journey_traces where tenant_id = $1"
        " order by trace_id desc limit $2",
        std::int64_t{ limit });
}

} // namespace gatehouse::store
