-- Grants that were ended, for as long as an access token of theirs may live.
create table revoked_families (
    tenant_id text not null,
    family_id text not null,
    expires_at bigint not null,
    primary key (tenant_id, family_id)
);
create index revoked_families_by_expiry on revoked_families (expires_at);
