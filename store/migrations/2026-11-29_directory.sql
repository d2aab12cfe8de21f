-- The directory API lists people by name and by age, and keeps deleted ones for thirty days.

-- displayName in lower case, '' for none: a column, since an index may not look into JSON where schemas are not trusted.
alter table users add column display_name_key text not null default '';
update users set display_name_key = coalesce(lower(json_extract(attributes, '$.displayName')), '');
create index users_by_display_name on users (tenant_id, display_name_key, user_id);
create index users_by_creation on users (tenant_id, created_at, user_id);

-- The columns of users, and when. Out of sight of whatever reads users, so that no query has to remember to look away.
create table deleted_users (
    tenant_id text not null,
    user_id text not null,
    version bigint not null,
    enabled bigint not null,
    identities text not null,
    attributes text not null,
    password_hash text not null,
    must_change_password bigint not null,
    totp_secret blob, -- sealed
    totp_last_step bigint not null,
    created_at bigint not null,
    tokens_valid_from bigint not null,
    display_name_key text not null,
    deleted_at bigint not null,
    primary key (tenant_id, user_id)
);
create index deleted_users_by_time on deleted_users (deleted_at);
