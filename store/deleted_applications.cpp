#include "store/application_row.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

std::string write_held(std::vector<HeldPermission> const& held)
{
    json::Array all;
    for (HeldPermission const& one : held) {
        json::Object object = write_permission(one.permission);
        object.set("holder", one.holder.text());
        all.emplace_back(std::move(object));
    }
    return json::write(json::Object{ { "held", std::move(all) } });
}

Result<std::vector<HeldPermission>> read_held(std::string const& text)
{
    json::Object const object = TRY(json::parse_object(text));
    std::vector<HeldPermission> held;
    json::Array const* all = object.array("held");
    for (json::Value const& item : all ? *all : json::Array())
        if (json::Object const* one = item.as_object())
            held.push_back({ ClientId(one->text("holder").value_or("")), read_permission(*one) });
    return held;
}

Result<DeletedApplication> take(sql::Row const& row)
{
    return DeletedApplication{ TRY(take_application(row)), time_of(row, kApplicationColumns + 1),
        TRY(read_held(row.text(kApplicationColumns))) };
}

} // namespace

Result<std::optional<DeletedApplication>> SqlDeletedApplications::find(TenantId const& tenant, ClientId const& id)
{
    return one<DeletedApplication>(connection_,
        "select " APPLICATION_COLUMNS ", held, deleted_at from deleted_applications"
        " where tenant_id = $1 and client_id = $2",
        { tenant.text(), id.text() }, take);
}

Result<std::vector<DeletedApplication>> SqlDeletedApplications::list(TenantId const& tenant)
{
    return all<DeletedApplication>(connection_,
        "select " APPLICATION_COLUMNS ", held, deleted_at from deleted_applications where tenant_id = $1"
        " order by name, client_id",
        { tenant.text() }, take);
}

Result<void> SqlDeletedApplications::save(TenantId const& tenant, DeletedApplication const& application)
{
    auto values = application_values(tenant, application.app);
    values.emplace_back(write_held(application.held));
    values.emplace_back(micros(application.deleted));
    TRY(connection_.execute("insert into deleted_applications (tenant_id, " APPLICATION_COLUMNS ", held, deleted_at)"
                            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                            " on conflict (tenant_id, client_id) do update set name = excluded.name, kind ="
                            " excluded.kind, enabled = excluded.enabled, app_id_uri = excluded.app_id_uri,"
                            " document = excluded.document, held = excluded.held, deleted_at = excluded.deleted_at",
        values));
    return {};
}

Result<void> SqlDeletedApplications::remove(TenantId const& tenant, ClientId const& id)
{
    TRY(connection_.execute(
        "delete from deleted_applications where tenant_id = $1 and client_id = $2", { tenant.text(), id.text() }));
    return {};
}

} // namespace gatehouse::store
