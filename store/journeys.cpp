#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kState = "journeys.state";

} // namespace

Result<std::optional<StoredJourney>> SqlJourneys::find(TenantId const& tenant, JourneyId const& id, Time now)
{
    return one<StoredJourney>(connection_,
        "select version, state, expires_at from journeys where tenant_id = $1 and journey_id = $2 and expires_at > $3",
        { tenant.text(), id.text(), micros(now) }, [&](sql::Row const& row) -> Result<StoredJourney> {
            return StoredJourney{ .id = id,
                .version = row.integer(0),
                .state = TRY(sealer_.open(row.blob(1), { kState, tenant.text(), id.text() })),
                .expires = time_of(row, 2) };
        });
}

Result<void> SqlJourneys::insert(TenantId const& tenant, StoredJourney const& journey)
{
    TRY(connection_.execute(
        "insert into journeys (tenant_id, journey_id, version, state, expires_at) values ($1, $2, $3, $4, $5)",
        { tenant.text(), journey.id.text(), journey.version + 1,
            sealer_.seal(journey.state, { kState, tenant.text(), journey.id.text() }), micros(journey.expires) }));
    return {};
}

Result<void> SqlJourneys::update(TenantId const& tenant, StoredJourney const& journey)
{
    auto const changed = TRY(connection_.execute("update journeys set version = version + 1, state = $4, expires_at = "
                                                 "$5 where tenant_id = $1 and journey_id = $2 and version = $3",
        { tenant.text(), journey.id.text(), journey.version,
            sealer_.seal(journey.state, { kState, tenant.text(), journey.id.text() }), micros(journey.expires) }));
    return expect_changed(changed, "the journey");
}

Result<void> SqlJourneys::remove_expired(Time now)
{
    TRY(connection_.execute("delete from journeys where expires_at <= $1", { micros(now) }));
    return {};
}

} // namespace gatehouse::store
