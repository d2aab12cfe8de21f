-- Browsers that people have proven a second factor in: the digest of what each has in a cookie.
create table known_devices (
    tenant_id text not null,
    user_id text not null,
    digest text not null,
    expires_at bigint not null,
    primary key (tenant_id, user_id, digest)
);
create index known_devices_by_expiry on known_devices (expires_at);
