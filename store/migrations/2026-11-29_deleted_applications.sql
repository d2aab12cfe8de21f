-- The columns of applications, when it was deleted, and what other apps had of it. Out of sight of whatever reads
-- applications, so that no query has to remember to look away.
create table deleted_applications (
    tenant_id text not null,
    client_id text not null,
    name text not null,
    kind text not null,
    enabled bigint not null,
    app_id_uri text,
    document text not null,
    held text not null, -- JSON
    deleted_at bigint not null,
    primary key (tenant_id, client_id)
);
create index deleted_applications_by_time on deleted_applications (deleted_at);
