-- The row's number, which grows, keeps events of the same microsecond in the order in which they came: nothing is asked
-- before an insert, and the table grows at its end only.
create table audit_trail (
    event_id integer primary key,
    tenant_id text not null,
    recorded_at bigint not null,
    kind text not null,
    correlation_id text,
    user_id text,
    client_id text,
    policy_id text,
    address text not null,
    detail text not null
);
insert into audit_trail (tenant_id, recorded_at, kind, correlation_id, user_id, client_id, policy_id, address, detail)
    select tenant_id, recorded_at, kind, correlation_id, user_id, client_id, policy_id, address, detail
    from audit_events order by recorded_at, sequence;
drop table audit_events;
alter table audit_trail rename to audit_events;
create index audit_events_by_time on audit_events (tenant_id, recorded_at);
create index audit_events_by_correlation on audit_events (tenant_id, correlation_id) where correlation_id is not null;
create index audit_events_by_user on audit_events (tenant_id, user_id, recorded_at) where user_id is not null;
