#include "store/user_row.h"

#include "libs/json/json.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

Result<std::vector<Identity>> read_identities(std::string const& text)
{
    json::Value const value = TRY(json::parse(text));
    std::vector<Identity> identities;
    for (json::Value const& row : value.as_array() ? *value.as_array() : json::Array()) {
        json::Object const fields = row.as_object() ? *row.as_object() : json::Object();
        auto type = parse_sign_in_kind(fields.text("type").value_or(""));
        if (!type)
            return fail(Fault::Internal, "a stored identity has an unknown type");
        identities.push_back({ type->type, fields.text("issuer").value_or(""), fields.text("value").value_or(""),
            std::move(type->label) });
    }
    return identities;
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

} // namespace

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
            { "type", type_text(identity) }, { "issuer", identity.issuer }, { "value", identity.value } });
    return json::write(json::Value(std::move(rows)));
}

std::string write_attributes(CaseMap<ClaimValue> const& attributes)
{
    json::Object object;
    for (auto const& [name, value] : attributes)
        object.set(name, to_json(value));
    return json::write(object);
}

std::string display_name_key(User const& user)
{
    auto const name = user.attributes.find("displayName");
    return name == user.attributes.end() ? "" : to_lower(text_of(name->second));
}

Result<User> take_user(sql::Row const& row)
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
    if (!row.is_null(11))
        user.password_changed = time_of(row, 11);
    return user;
}

Result<void> add_names(sql::Connection& connection, TenantId const& tenant, User const& user)
{
    for (Name const& name : names_of(user))
        TRY(connection.execute("insert into user_names (tenant_id, issuer, name_key, user_id) values ($1, $2, $3, $4)",
            { tenant.text(), name.issuer, name.key, user.id.text() }));
    return {};
}

Result<User> open_secrets(Sealer const& sealer, TenantId const& tenant, User user)
{
    if (!user.totp_secret.empty())
        user.totp_secret = TRY(sealer.open(user.totp_secret, { "users.totp_secret", tenant.text(), user.id.text() }));
    return user;
}

Result<void> remove_user(sql::Connection& connection, TenantId const& tenant, UserId const& id)
{
    for (std::string_view statement : { "delete from user_names where tenant_id = $1 and user_id = $2",
             "delete from sign_in_attempts where tenant_id = $1 and user_id = $2",
             "delete from passkeys where tenant_id = $1 and user_id = $2",
             "delete from recovery_codes where tenant_id = $1 and user_id = $2",
             "delete from known_devices where tenant_id = $1 and user_id = $2",
             "delete from refresh_tokens where tenant_id = $1 and user_id = $2",
             "delete from sessions where tenant_id = $1 and user_id = $2",
             "delete from administrators where tenant_id = $1 and user_id = $2",
             "delete from admin_sessions where tenant_id = $1 and user_id = $2",
             "delete from deleted_users where tenant_id = $1 and user_id = $2",
             "delete from users where tenant_id = $1 and user_id = $2" })
        TRY(connection.execute(statement, { tenant.text(), id.text() }));
    return record_change(connection, tenant, id, UserState::Erased);
}

Result<void> record_change(sql::Connection& connection, TenantId const& tenant, UserId const& id, UserState state)
{
    // Writers take turns, so numbers are committed in their order.
    TRY(connection.execute(
        "insert into user_changes (tenant_id, user_id, number, state) values ($1, $2,"
        " (select coalesce(max(number), 0) + 1 from user_changes where tenant_id = $1), $3)"
        " on conflict (tenant_id, user_id) do update set number = excluded.number, state = excluded.state,"
        " forgotten_at = null",
        { tenant.text(), id.text(), static_cast<std::int64_t>(state) }));
    return {};
}

} // namespace gatehouse::store
