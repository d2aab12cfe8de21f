-- What journeys did, for the authors of policies: one row a request, only while the server is asked to keep them. The
-- row's number, which grows, keeps the order.
create table journey_traces (
    trace_id integer primary key,
    tenant_id text not null,
    correlation_id text not null,
    recorded_at bigint not null,
    text blob not null -- sealed: it names people
);
create index journey_traces_by_tenant on journey_traces (tenant_id, trace_id);
create index journey_traces_by_correlation on journey_traces (tenant_id, correlation_id);
create index journey_traces_by_time on journey_traces (recorded_at);
