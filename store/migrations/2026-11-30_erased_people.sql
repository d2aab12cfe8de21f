-- Erased people whose end is not set yet. Without it each clean-up reads the last change of everybody.
create index user_changes_to_forget on user_changes (tenant_id, user_id) where state = 2 and forgotten_at is null;
