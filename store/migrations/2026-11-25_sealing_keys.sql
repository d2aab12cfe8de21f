-- The key under which the columns are sealed, itself sealed under the master key: another master key means one other row.
create table sealing_keys (
    key_id text primary key,
    sealed_key blob not null
);
