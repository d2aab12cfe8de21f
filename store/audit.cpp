#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

Result<AuditEvent> take(sql::Row const& row)
{
    AuditEvent event;
    auto const kind = parse_audit_kind(row.text(0));
    if (!kind)
        return fail(Fault::Internal, "a stored audit event has an unknown kind");
    event.kind = *kind;
    event.time = time_of(row, 1);
    event.correlation = CorrelationId(row.text(2));
    event.user = UserId(row.text(3));
    event.client = ClientId(row.text(4));
    event.policy = PolicyId(row.text(5));
    event.address = row.text(6);
    event.detail = row.text(7);
    event.number = row.integer(8);
    return event;
}

} // namespace

Result<void> SqlAudit::append(TenantId const& tenant, AuditEvent const& event)
{
    TRY(connection_.execute(
        "insert into audit_events (tenant_id, recorded_at, kind, correlation_id, user_id, client_id,"
        " policy_id, address, detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        { tenant.text(), micros(event.time), std::string(name(event.kind)), optional_text(event.correlation.text()),
            optional_text(event.user.text()), optional_text(event.client.text()), optional_text(event.policy.text()),
            event.address, event.detail }));
    if (on_event_)
        on_event_(event);
    return {};
}

Result<std::vector<AuditEvent>> SqlAudit::list(TenantId const& tenant, Query const& query)
{
    // Few texts, so the statement cache stays small.
    std::string statement = "select kind, recorded_at, correlation_id, user_id, client_id, policy_id, address, detail, "
                            "event_id from audit_events where tenant_id = $1";
    std::vector<sql::Parameter> parameters{ tenant.text(), std::int64_t{ query.limit } };
    auto const narrow = [&](char const* comparison, sql::Parameter value) {
        parameters.push_back(std::move(value));
        statement += std::string(" and ") + comparison + " $" + std::to_string(parameters.size());
    };
    if (query.number)
        narrow("event_id =", *query.number);
    if (query.correlation)
        narrow("correlation_id =", query.correlation->text());
    if (query.user)
        narrow("user_id =", query.user->text());
    if (query.kind)
        narrow("kind =", std::string(name(*query.kind)));
    if (query.client)
        narrow("client_id =", query.client->text());
    if (query.policy)
        narrow("policy_id =", query.policy->text());
    if (query.since)
        narrow("recorded_at >=", micros(*query.since));
    if (query.until)
        narrow("recorded_at <", micros(*query.until));
    if (query.after) {
        narrow("(recorded_at, event_id) < (", micros(query.after->first));
        parameters.emplace_back(query.after->second);
        statement += ", $" + std::to_string(parameters.size()) + ")";
    }
    return all<AuditEvent>(
        connection_, statement + " order by recorded_at desc, event_id desc limit $2", parameters, take);
}

Result<std::vector<AuditCount>> SqlAudit::count(
    TenantId const& tenant, Time since, Time until, std::chrono::seconds step)
{
    return all<AuditCount>(connection_,
        "select recorded_at / $4 * $4 as step, kind, count(*) from audit_events"
        " where tenant_id = $1 and recorded_at >= $2 and recorded_at < $3 group by step, kind order by step, kind",
        { tenant.text(), micros(since), micros(until), std::chrono::microseconds(step).count() },
        [](sql::Row const& row) -> Result<AuditCount> {
            auto const kind = parse_audit_kind(row.text(1));
            if (!kind)
                return fail(Fault::Internal, "a stored audit event has an unknown kind");
            return AuditCount{ time_of(row, 0), *kind, row.integer(2) };
        });
}

Result<void> SqlAudit::forget(TenantId const& tenant, UserId const& user)
{
    TRY(connection_.execute("update audit_events set address = '', detail = '' where tenant_id = $1 and user_id = $2",
        { tenant.text(), user.text() }));
    return {};
}

Result<std::int64_t> SqlAudit::remove_before(TenantId const& tenant, Time time, int limit)
{
    return connection_.execute("delete from audit_events where event_id in (select event_id from audit_events"
                               " where tenant_id = $1 and recorded_at < $2 order by recorded_at limit $3)",
        { tenant.text(), micros(time), std::int64_t{ limit } });
}

} // namespace gatehouse::store
