-- When the key of a set may be used; null: from the beginning, for ever.
alter table policy_key_sets add column begins_at bigint; -- microseconds
alter table policy_key_sets add column expires_at bigint;
