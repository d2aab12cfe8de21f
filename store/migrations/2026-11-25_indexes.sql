-- Each index costs a page at every insert, and a family belongs to one person: one index finds both.
drop index refresh_tokens_by_family;
drop index refresh_tokens_by_user;
create index refresh_tokens_by_owner on refresh_tokens (tenant_id, user_id, family_id);
