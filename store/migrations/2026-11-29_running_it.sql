-- What running a tenant needs: the parts of its flows, its administrators, and what changed of its people.

create table flow_parts (
    tenant_id text not null,
    kind text not null, -- 'attribute', 'identity_provider', 'api_connector'
    part_key text not null, -- the id in lower case
    part_id text not null, -- as written
    document text not null, -- JSON object
    changed_at bigint not null,
    primary key (tenant_id, kind, part_key)
);

create table administrators (
    tenant_id text not null,
    user_id text not null,
    role text not null,
    primary key (tenant_id, user_id, role)
);

create table admin_sessions (
    tenant_id text not null,
    digest text not null,
    user_id text not null,
    form_key text not null,
    signed_in_at bigint not null,
    idle_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, digest)
);
create index admin_sessions_by_expiry on admin_sessions (expires_at);

-- The last change of each person, erased ones included, so that a client can follow what happens.
create table user_changes (
    tenant_id text not null,
    user_id text not null,
    number bigint not null,
    state bigint not null, -- 0 is there, 1 set aside, 2 erased
    forgotten_at bigint, -- of erased people: when this row goes; null until the next clean-up
    primary key (tenant_id, user_id)
);
create unique index user_changes_by_number on user_changes (tenant_id, number);
create index user_changes_by_end on user_changes (forgotten_at) where forgotten_at is not null;
insert into user_changes (tenant_id, user_id, number, state)
select tenant_id, user_id, row_number() over (partition by tenant_id order by created_at, user_id), state
from (select tenant_id, user_id, created_at, 0 as state from users
      union all
      select tenant_id, user_id, created_at, 1 as state from deleted_users);
