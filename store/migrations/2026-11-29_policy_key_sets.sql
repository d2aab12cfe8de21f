-- Policy keys as sets with a name; the secrets that were there become sets of their own.
create table policy_key_sets (
    tenant_id text not null,
    set_key text not null, -- the id in lower case
    set_id text not null, -- as written
    key_id text not null, -- '' while the set has no key
    key_type text not null, -- RFC 7517 kty
    key_use text not null,
    changed_at integer not null, -- microseconds
    primary key (tenant_id, set_key)
);

insert into policy_key_sets (tenant_id, set_key, set_id, key_id, key_type, key_use, changed_at)
select tenant_id, secret_key, secret_key, secret_key, 'oct', 'sig', 0 from policy_secrets;
