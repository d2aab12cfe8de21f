-- Settings that are only ever read and written as a whole: JSON, so that a new one needs no column.
alter table tenants add column settings text not null default '{}';
