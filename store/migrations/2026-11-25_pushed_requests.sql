create table pushed_requests (
    tenant_id text not null,
    digest text not null,
    client_id text not null,
    policy_id text not null,
    parameters blob not null, -- sealed
    expires_at bigint not null,
    primary key (tenant_id, digest)
);
create index pushed_requests_by_expiry on pushed_requests (expires_at);
