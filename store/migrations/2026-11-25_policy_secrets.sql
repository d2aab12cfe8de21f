-- What technical profiles name in CryptographicKeys: passwords, tokens and client certificates for a tenant's APIs.
create table policy_secrets (
    tenant_id text not null,
    secret_key text not null, -- the name in lower case
    secret blob not null, -- sealed
    primary key (tenant_id, secret_key)
);
