#include "core/directory/identity.h"
#include "libs/json/json.h"
#include "store/columns.h"
#include "store/ports.h"

#include <set>

namespace gatehouse::store {
namespace {

// Under which a person is found. All local types share the issuer "", so their names are one name space (attack-35).
struct Name {
    std::string issuer;
    std::string key;
    friend auto operator<=>(Name const&, Name const&) = default;
};

Name name_of(SignInType type, std::string const& issuer, std::string const& value)
{
    bool const federated = type == SignInType::Federated;
    return { federated ? issuer : std::string(), identity_key(type, value) };
}

std::set<Name> names_of(User const& user)
{
    std::set<Name> names;
    for (Identity const& identity : user.identities)
        names.insert(name_of(identity.type, identity.issuer, identity.value));
    return names;
}

std::string write_identities(std::vector<Identity> const& identities)
{
    json::Array rows;
    for (Identity const& identity : identities)
        rows.emplace_back(json::Object{
            { "type", std::string(name(identity.type)) }, { "issuer", identity.issuer }, { "value", identity.value } });
    return json::write(json::Value(std::move(rows)));
}

Result<std::vector<Identity>> read_identities(std::string const& text)
{
    json::Value const value = TRY(json::parse(text));
    std::vector<Identity> identities;
    for (json::Value const& row : value.as_array() ? *value.as_array() : json::Array()) {
        json::Object const fields = row.as_object() ? *row.as_object() : json::Object();
        auto const type = parse_sign_in_type(fields.text("type").value_or(""));
        if (!type)
            return fail(Fault::Internal, "a stored identity has an unknown type");
        identities.push_back({ *type, fields.text("issuer").value_or(""), fields.text("value").value_or("") });
    }
    return identities;
}

std::string write_attributes(CaseMap<ClaimValue> const& attributes)
{
    json::Object object;
    for (auto const& [name, value] : attributes)
        object.set(name, to_json(value));
    return json::write(object);
}

Result<CaseMap<ClaimValue>> read_attributes(std::string const& text)
{
    json::Object const object = TRY(json::parse_object(text));
    CaseMap<ClaimValue> attributes;
    for (json::Member const& member : object.members())
        if (auto value = claim_from_json(member.value))
            attributes.emplace(member.name, std::move(*value));
    return attributes;
}

#define USER_COLUMNS                                                                                                   \
    "u.user_id, u.version, u.enabled, u.identities, u.attributes, u.password_hash, u.must_change_password, "           \
    "u.totp_secret, u.totp_last_step, u.created_at, u.tokens_valid_from"

// The secret is still sealed.
Result<User> take(sql::Row const& row)
{
    User user;
    user.id = UserId(row.text(0));
    user.version = row.integer(1);
    user.enabled = row.integer(2) != 0;
    user.identities = TRY(read_identities(row.text(3)));
    user.attributes = TRY(read_attributes(row.text(4)));
    user.password_hash = row.text(5);
    user.must_change_password = row.integer(6) != 0;
    user.totp_secret = row.blob(7);
    user.totp_last_step = row.integer(8);
    user.created = time_of(row, 9);
    user.tokens_valid_from = time_of(row, 10);
    return user;
}

} // namespace

sql::Parameter SqlUsers::sealed_totp(TenantId const& tenant, User const& user) const
{
    if (user.totp_secret.empty())
        return {};
    return sealer_.seal(user.totp_secret, { "users.totp_secret", tenant.text(), user.id.text() });
}

Result<User> SqlUsers::open_secrets(TenantId const& tenant, User user) const
{
    if (!user.totp_secret.empty())
        user.totp_secret = TRY(sealer_.open(user.totp_secret, { "users.totp_secret", tenant.text(), user.id.text() }));
    return user;
}

Result<std::optional<User>> SqlUsers::find(TenantId const& tenant, UserId const& id)
{
    auto found
        = TRY(one<User>(connection_, "select " USER_COLUMNS " from users u where u.tenant_id = $1 and u.user_id = $2",
            { tenant.text(), id.text() }, take));
    if (!found)
        return std::nullopt;
    return TRY(open_secrets(tenant, std::move(*found)));
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
        { tenant.text(), issuer, key }, take));
    if (!found)
        return std::nullopt;
    return TRY(open_secrets(tenant, std::move(*found)));
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

Result<void> SqlUsers::add_names(TenantId const& tenant, User const& user)
{
    for (Name const& name : names_of(user))
        TRY(connection_.execute("insert into user_names (tenant_id, issuer, name_key, user_id) values ($1, $2, $3, $4)",
            { tenant.text(), name.issuer, name.key, user.id.text() }));
    return {};
}

Result<void> SqlUsers::insert(TenantId const& tenant, User const& user)
{
    TRY(connection_.execute(
        "insert into users (tenant_id, user_id, version, enabled, identities, attributes, password_hash,"
        " must_change_password, totp_secret, totp_last_step, created_at, tokens_valid_from)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        { tenant.text(), user.id.text(), user.version + 1, flag(user.enabled), write_identities(user.identities),
            write_attributes(user.attributes), user.password_hash, flag(user.must_change_password),
            sealed_totp(tenant, user), user.totp_last_step, micros(user.created), micros(user.tokens_valid_from) }));
    return add_names(tenant, user);
}

Result<void> SqlUsers::update(TenantId const& tenant, User const& user)
{
    auto const changed = TRY(connection_.execute(
        "update users set version = version + 1, enabled = $4, identities = $5, attributes = $6, password_hash = $7,"
        " must_change_password = $8, totp_secret = $9, totp_last_step = $10, created_at = $11, tokens_valid_from = $12"
        " where tenant_id = $1 and user_id = $2 and version = $3",
        { tenant.text(), user.id.text(), user.version, flag(user.enabled), write_identities(user.identities),
            write_attributes(user.attributes), user.password_hash, flag(user.must_change_password),
            sealed_totp(tenant, user), user.totp_last_step, micros(user.created), micros(user.tokens_valid_from) }));
    TRY(expect_changed(changed, "the user"));
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
    return add_names(tenant, user);
}

Result<void> SqlUsers::remove(TenantId const& tenant, UserId const& id)
{
    for (std::string_view statement : { "delete from user_names where tenant_id = $1 and user_id = $2",
             "delete from sign_in_attempts where tenant_id = $1 and user_id = $2",
             "delete from passkeys where tenant_id = $1 and user_id = $2",
             "delete from recovery_codes where tenant_id = $1 and user_id = $2",
             "delete from known_devices where tenant_id = $1 and user_id = $2",
             "delete from users where tenant_id = $1 and user_id = $2" })
        TRY(connection_.execute(statement, { tenant.text(), id.text() }));
    return {};
}

} // namespace gatehouse::store
