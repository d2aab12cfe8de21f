-- Every key begins with the tenant. Times are microseconds since 1970. "sealed" columns hold AES-GCM under the master key.

create table tenants (
    tenant_id text primary key,
    domain text not null unique,
    display_name text not null,
    signing_algorithm text not null,
    key_lifetime_hours bigint not null,
    key_published_before_hours bigint not null,
    hash_memory_kib bigint not null,
    hash_passes bigint not null,
    lockout_threshold bigint not null,
    lockout_first_seconds bigint not null
);

create table users (
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
    primary key (tenant_id, user_id)
);

-- Under which names a person is found. All local names of a tenant share the issuer '': no two people can be told by
-- the same one, whatever kind of name it is for each.
create table user_names (
    tenant_id text not null,
    issuer text not null,
    name_key text not null,
    user_id text not null,
    primary key (tenant_id, issuer, name_key)
);
create index user_names_by_user on user_names (tenant_id, user_id);

create table sign_in_attempts (
    tenant_id text not null,
    user_id text not null,
    failures bigint not null,
    locked_until bigint not null,
    last_failed text not null,
    primary key (tenant_id, user_id)
);

create table applications (
    tenant_id text not null,
    client_id text not null,
    name text not null,
    kind text not null,
    enabled bigint not null,
    app_id_uri text,
    document text not null,
    primary key (tenant_id, client_id)
);
create unique index applications_by_uri on applications (tenant_id, app_id_uri) where app_id_uri is not null;

create table signing_keys (
    tenant_id text not null,
    kid text not null,
    container text not null,
    created_at bigint not null,
    signs_from bigint not null,
    signs_until bigint not null,
    verifies_until bigint not null,
    private_key blob not null, -- sealed
    primary key (tenant_id, kid)
);

create table codes (
    tenant_id text not null,
    digest text not null,
    family_id text not null,
    client_id text not null,
    user_id text not null,
    policy_id text not null,
    scope text not null,
    claims blob not null, -- sealed
    token_settings text not null,
    nonce text not null,
    auth_time bigint not null,
    session text not null,
    correlation_id text not null,
    redirect_uri text not null,
    code_challenge text not null,
    expires_at bigint not null,
    used_at bigint,
    primary key (tenant_id, digest)
);
create index codes_by_expiry on codes (expires_at);

create table refresh_tokens (
    tenant_id text not null,
    digest text not null,
    family_id text not null,
    client_id text not null,
    user_id text not null,
    policy_id text not null,
    scope text not null,
    claims blob not null, -- sealed
    token_settings text not null,
    nonce text not null,
    auth_time bigint not null,
    session text not null,
    correlation_id text not null,
    issued_at bigint not null,
    expires_at bigint not null,
    family_expires_at bigint not null,
    used_at bigint,
    revoked bigint not null default 0,
    primary key (tenant_id, digest)
);
create index refresh_tokens_by_family on refresh_tokens (tenant_id, family_id);
create index refresh_tokens_by_user on refresh_tokens (tenant_id, user_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);

create table sessions (
    tenant_id text not null,
    digest text not null,
    user_id text, -- null until somebody is known
    version bigint not null,
    created_at bigint not null,
    auth_time bigint not null,
    expires_at bigint not null,
    records blob not null, -- sealed
    participants text not null,
    primary key (tenant_id, digest)
);
create index sessions_by_user on sessions (tenant_id, user_id) where user_id is not null;
create index sessions_by_expiry on sessions (expires_at);

-- The sequence keeps events of the same microsecond in the order in which they came.
create table audit_events (
    tenant_id text not null,
    recorded_at bigint not null,
    sequence bigint not null,
    kind text not null,
    correlation_id text,
    user_id text,
    client_id text,
    policy_id text,
    address text not null,
    detail text not null,
    primary key (tenant_id, recorded_at, sequence)
);
create index audit_events_by_correlation on audit_events (tenant_id, correlation_id) where correlation_id is not null;
create index audit_events_by_user on audit_events (tenant_id, user_id, recorded_at) where user_id is not null;
create index audit_events_by_time on audit_events (recorded_at);

create table messages (
    tenant_id text not null,
    message_id text not null,
    position bigint not null unique,
    channel text not null,
    recipient text not null,
    recipient_key text not null,
    subject text not null,
    plain_body blob not null, -- sealed: it carries one-time codes
    html_body blob not null,  -- sealed
    created_at bigint not null,
    attempts bigint not null,
    due_at bigint, -- null: sent or given up
    sent_at bigint,
    error text not null,
    primary key (tenant_id, message_id)
);
create unique index messages_by_id on messages (message_id);
create index messages_by_recipient on messages (tenant_id, recipient_key, created_at);
create index messages_by_due on messages (due_at) where due_at is not null;
create index messages_by_time on messages (created_at);

create table policies (
    tenant_id text not null,
    policy_key text not null,
    policy_id text not null,
    xml text not null,
    user_flow text not null,
    updated_at bigint not null,
    primary key (tenant_id, policy_key)
);

create table journeys (
    tenant_id text not null,
    journey_id text not null,
    version bigint not null,
    state blob not null, -- sealed
    expires_at bigint not null,
    primary key (tenant_id, journey_id)
);
create index journeys_by_expiry on journeys (expires_at);

-- A known text sealed under the master key: a database and a key that do not belong together are told apart at once.
create table master_key_proofs (
    proof_id text primary key,
    proof blob not null
);
