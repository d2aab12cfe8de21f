-- Passkeys and recovery codes. Public keys and digests only: nothing here opens an account.

create table passkeys (
    tenant_id text not null,
    credential_id text not null, -- base64url
    user_id text not null,
    algorithm bigint not null,
    public_key blob not null,
    sign_count bigint not null,
    transports text not null, -- words
    name text not null,
    created_at bigint not null,
    last_used_at bigint,
    primary key (tenant_id, credential_id)
);
create index passkeys_by_user on passkeys (tenant_id, user_id);

create table recovery_codes (
    tenant_id text not null,
    user_id text not null,
    digest text not null,
    primary key (tenant_id, user_id, digest)
);
