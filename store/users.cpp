#include "store/columns.h"
#include "store/ports.h"
#include "store/user_row.h"

namespace gatehouse::store {

sql::Parameter SqlUsers::sealed_totp(TenantId const& tenant, User const& user) const
{
    if (user.totp_secret.empty())
        return {};
    return sealer_.seal(user.totp_secret, { "users.totp_secret", tenant.text(), user.id.text() });
}

Result<std::optional<User>> SqlUsers::find(TenantId const& tenant, UserId const& id)
{
    auto found
        = TRY(one<User>(connection_, "select " USER_COLUMNS " from users u where u.tenant_id = $1 and u.user_id = $2",
            { tenant.text(), id.text() }, take_user));
    if (!found)
        return std::nullopt;
    return TRY(open_secrets(sealer_, tenant, std::move(*found)));
}

Result<std::optional<Standing>> SqlUsers::find_standing(TenantId const& tenant, UserId const& id)
{
    return connection_.one<Standing>(
        "select enabled, tokens_valid_from from users where tenant_id = $1 and user_id = $2",
        { tenant.text(), id.text() },
        [](sql::Row const& row) { return Standing{ row.integer(0) != 0, time_of(row, 1) }; });
}

Result<std::optional<User>> SqlUsers::find_by_name(
    TenantId const& tenant, std::string const& issuer, std::string const& key)
{
    auto found = TRY(one<User>(connection_,
        "select " USER_COLUMNS " from user_names n join users u on u.tenant_id = n.tenant_id and u.user_id = n.user_id"
        " where n.tenant_id = $1 and n.issuer = $2 and n.name_key = $3",
        { tenant.text(), issuer, key }, take_user));
    if (!found)
        return std::nullopt;
    return TRY(open_secrets(sealer_, tenant, std::move(*found)));
}

// B2C: the issuer of a local identity is not compared.
Result<std::optional<User>> SqlUsers::find_by_identity(
    TenantId const& tenant, SignInType type, std::string const& issuer, std::string const& value)
{
    Name const name = name_of(type, issuer, value);
    auto user = TRY(find_by_name(tenant, name.issuer, name.key));
    if (!user)
        return std::nullopt;
    for (Identity const& identity : user->identities)
        if (identity.type == type && name_of(type, identity.issuer, identity.value) == name)
            return user;
    return std::nullopt;
}

Result<std::optional<User>> SqlUsers::find_by_sign_in_name(TenantId const& tenant, std::string const& value)
{
    return find_by_name(tenant, "", sign_in_key(value));
}

Result<void> SqlUsers::insert(TenantId const& tenant, User const& user)
{
    TRY(connection_.execute(
        "insert into users (tenant_id, user_id, version, enabled, identities, attributes, password_hash,"
        " must_change_password, totp_secret, totp_last_step, created_at, tokens_valid_from, display_name_key,"
        " password_changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        { tenant.text(), user.id.text(), user.version + 1, flag(user.enabled), write_identities(user.identities),
            write_attributes(user.attributes), user.password_hash, flag(user.must_change_password),
            sealed_totp(tenant, user), user.totp_last_step, micros(user.created), micros(user.tokens_valid_from),
            display_name_key(user), optional_micros(user.password_changed) }));
    TRY(record_change(connection_, tenant, user.id, UserState::Present));
    return add_names(connection_, tenant, user);
}

Result<void> SqlUsers::update(TenantId const& tenant, User const& user)
{
    auto const changed = TRY(connection_.execute(
        "update users set version = version + 1, enabled = $4, identities = $5, attributes = $6, password_hash = $7,"
        " must_change_password = $8, totp_secret = $9, totp_last_step = $10, created_at = $11, tokens_valid_from = "
        "$12, display_name_key = $13, password_changed_at = $14"
        " where tenant_id = $1 and user_id = $2 and version = $3",
        { tenant.text(), user.id.text(), user.version, flag(user.enabled), write_identities(user.identities),
            write_attributes(user.attributes), user.password_hash, flag(user.must_change_password),
            sealed_totp(tenant, user), user.totp_last_step, micros(user.created), micros(user.tokens_valid_from),
            display_name_key(user), optional_micros(user.password_changed) }));
    TRY(expect_changed(changed, "the user"));
    TRY(record_change(connection_, tenant, user.id, UserState::Present));
    std::set<Name> before;
    TRY(connection_.run("select issuer, name_key from user_names where tenant_id = $1 and user_id = $2",
        std::vector<sql::Parameter>{ tenant.text(), user.id.text() }, [&](sql::Row const& row) {
            before.insert({ row.text(0), row.text(1) });
            return true;
        }));
    if (before == names_of(user))
        return {};
    TRY(connection_.execute(
        "delete from user_names where tenant_id = $1 and user_id = $2", { tenant.text(), user.id.text() }));
    return add_names(connection_, tenant, user);
}

Result<void> SqlUsers::remove(TenantId const& tenant, UserId const& id)
{
    return remove_user(connection_, tenant, id);
}

} // namespace gatehouse::store
