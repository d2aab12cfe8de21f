#include "store/columns.h"
#include "store/ports.h"
#include "store/user_row.h"

namespace gatehouse::store {
namespace {

// users and deleted_users have these in common.
#define COPIED_COLUMNS                                                                                                 \
    "tenant_id, user_id, version, enabled, identities, attributes, password_hash, must_change_password, totp_secret, " \
    "totp_last_step, created_at, tokens_valid_from, display_name_key, password_changed_at"

Result<DeletedUser> take(sql::Row const& row)
{
    return DeletedUser{ TRY(take_user(row)), time_of(row, 12) };
}

} // namespace

Result<void> SqlDeletedUsers::set_aside(TenantId const& tenant, UserId const& id, Time now)
{
    TRY(connection_.execute("insert into deleted_users (" COPIED_COLUMNS ", deleted_at) select " COPIED_COLUMNS
                            ", $3 from users where tenant_id = $1 and user_id = $2",
        { tenant.text(), id.text(), micros(now) }));
    for (std::string_view statement : { "delete from user_names where tenant_id = $1 and user_id = $2",
             "delete from sign_in_attempts where tenant_id = $1 and user_id = $2",
             "delete from known_devices where tenant_id = $1 and user_id = $2",
             "delete from administrators where tenant_id = $1 and user_id = $2",
             "delete from admin_sessions where tenant_id = $1 and user_id = $2",
             "delete from users where tenant_id = $1 and user_id = $2" })
        TRY(connection_.execute(statement, { tenant.text(), id.text() }));
    return record_change(connection_, tenant, id, UserState::SetAside);
}

Result<std::optional<DeletedUser>> SqlDeletedUsers::find(TenantId const& tenant, UserId const& id)
{
    auto found = TRY(one<DeletedUser>(connection_,
        "select " USER_COLUMNS ", u.deleted_at from deleted_users u where u.tenant_id = $1 and u.user_id = $2",
        { tenant.text(), id.text() }, take));
    if (found)
        found->user = TRY(open_secrets(sealer_, tenant, std::move(found->user)));
    return found;
}

Result<std::vector<DeletedUser>> SqlDeletedUsers::list(TenantId const& tenant, UserId const& after, int limit)
{
    auto all = TRY(store::all<DeletedUser>(connection_,
        "select " USER_COLUMNS ", u.deleted_at from deleted_users u where u.tenant_id = $1 and u.user_id > $2"
        " order by u.user_id limit $3",
        { tenant.text(), after.text(), std::int64_t{ limit } }, take));
    for (DeletedUser& one : all)
        one.user = TRY(open_secrets(sealer_, tenant, std::move(one.user)));
    return all;
}

Result<void> SqlDeletedUsers::restore(TenantId const& tenant, UserId const& id)
{
    auto const found = TRY(find(tenant, id));
    if (!found)
        return {};
    TRY(add_names(connection_, tenant, found->user));
    TRY(connection_.execute("insert into users (" COPIED_COLUMNS ") select " COPIED_COLUMNS
                            " from deleted_users where tenant_id = $1 and user_id = $2",
        { tenant.text(), id.text() }));
    TRY(connection_.execute(
        "delete from deleted_users where tenant_id = $1 and user_id = $2", { tenant.text(), id.text() }));
    return record_change(connection_, tenant, id, UserState::Present);
}

Result<void> SqlDeletedUsers::remove(TenantId const& tenant, UserId const& id)
{
    if (!TRY(find(tenant, id)))
        return {};
    return remove_user(connection_, tenant, id);
}

Result<size_t> SqlDeletedUsers::remove_before(Time time, size_t limit)
{
    using Key = std::pair<TenantId, UserId>;
    auto const keys
        = TRY(connection_.all<Key>("select tenant_id, user_id from deleted_users where deleted_at <= $1 limit $2",
            { micros(time), static_cast<std::int64_t>(limit) },
            [](sql::Row const& row) { return Key(row.text(0), row.text(1)); }));
    for (auto const& [tenant, user] : keys)
        TRY(remove_user(connection_, tenant, user));
    return keys.size();
}

} // namespace gatehouse::store
