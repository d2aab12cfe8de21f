-- The public name of a session, and the applications that are to be told that one has ended.
alter table sessions add column sid text not null default '';

create table logout_notices (
    tenant_id text not null,
    client_id text not null,
    issuer text not null,
    subject text not null,
    sid text not null,
    created_at bigint not null,
    attempts bigint not null,
    due_at bigint not null,
    error text not null,
    primary key (tenant_id, sid, client_id, issuer)
);
create index logout_notices_by_due on logout_notices (due_at);
