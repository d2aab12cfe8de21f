-- The DPoP key that a grant is bound to, '' for none.
alter table codes add column key_thumbprint text not null default '';
alter table refresh_tokens add column key_thumbprint text not null default '';
-- The token whose use gave this one, '' for the first of its family.
alter table refresh_tokens add column replaced_digest text not null default '';

-- Signed statements that count once: client assertions and DPoP proofs.
create table used_proofs (
    tenant_id text not null,
    digest text not null,
    expires_at bigint not null,
    primary key (tenant_id, digest)
);
create index used_proofs_by_expiry on used_proofs (expires_at);
