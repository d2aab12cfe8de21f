-- An app may have redirect addresses of several kinds, and a grant remembers as what the app asked.

alter table codes add column client_kind text not null default 'web';
alter table refresh_tokens add column client_kind text not null default 'web';

update codes set client_kind = (select kind from applications
    where applications.tenant_id = codes.tenant_id and applications.client_id = codes.client_id)
    where exists (select 1 from applications
    where applications.tenant_id = codes.tenant_id and applications.client_id = codes.client_id);
update refresh_tokens set client_kind = (select kind from applications
    where applications.tenant_id = refresh_tokens.tenant_id and applications.client_id = refresh_tokens.client_id)
    where exists (select 1 from applications
    where applications.tenant_id = refresh_tokens.tenant_id and applications.client_id = refresh_tokens.client_id);

update applications set document = json_set(document, '$.redirect_uris', (select
    json_group_array(json_object('uri', value, 'kind', applications.kind))
    from json_each(applications.document, '$.redirect_uris')));
update deleted_applications set document = json_set(document, '$.redirect_uris', (select
    json_group_array(json_object('uri', value, 'kind', deleted_applications.kind))
    from json_each(deleted_applications.document, '$.redirect_uris')));
