-- A set has several keys, each with its time. What is sealed names the set, as it did before: it is moved, not resealed.
create table policy_keys (
    tenant_id text not null,
    set_key text not null, -- the set's id in lower case
    key_id text not null,
    position bigint not null, -- in the set, by when it was added: 1, 2, ...
    key_type text not null, -- RFC 7517 kty, or X509
    key_use text not null,
    added_at bigint not null, -- microseconds, as the next two
    begins_at bigint, -- null: since it was added
    expires_at bigint, -- null: never
    secret blob, -- sealed; null where the set stands for the tenant's signing keys
    primary key (tenant_id, set_key, key_id)
);

insert into policy_keys (tenant_id, set_key, key_id, position, key_type, key_use, added_at, begins_at, expires_at, secret)
select s.tenant_id, s.set_key, s.key_id, 1, s.key_type, s.key_use, s.changed_at, s.begins_at, s.expires_at, p.secret
from policy_key_sets s left join policy_secrets p on p.tenant_id = s.tenant_id and p.secret_key = s.set_key
where s.key_id <> '';

drop table policy_secrets;
alter table policy_key_sets drop column key_id;
alter table policy_key_sets drop column key_type;
alter table policy_key_sets drop column key_use;
alter table policy_key_sets drop column begins_at;
alter table policy_key_sets drop column expires_at;
