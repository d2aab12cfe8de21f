-- When somebody got the password they have; null: with the account, or before this was kept.
alter table users add column password_changed_at bigint; -- microseconds
alter table deleted_users add column password_changed_at bigint;
