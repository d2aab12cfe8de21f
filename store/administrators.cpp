#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

struct Row {
    UserId user;
    AdminRole role;
};

Result<Row> take(sql::Row const& row)
{
    auto const role = parse_admin_role(row.text(1));
    if (!role)
        return fail(Fault::Internal, "a stored administrator has an unknown role");
    return Row{ UserId(row.text(0)), *role };
}

} // namespace

Result<std::vector<AdminRole>> SqlAdministrators::roles(TenantId const& tenant, UserId const& user)
{
    std::vector<AdminRole> roles;
    for (Row const& row : TRY(all<Row>(connection_,
             "select user_id, role from administrators where tenant_id = $1 and user_id = $2 order by role",
             { tenant.text(), user.text() }, take)))
        roles.push_back(row.role);
    return roles;
}

Result<std::vector<Administrator>> SqlAdministrators::list(TenantId const& tenant)
{
    std::vector<Administrator> administrators;
    for (Row const& row : TRY(all<Row>(connection_,
             "select user_id, role from administrators where tenant_id = $1 order by user_id, role", { tenant.text() },
             take))) {
        if (administrators.empty() || administrators.back().user != row.user)
            administrators.push_back({ row.user, {} });
        administrators.back().roles.push_back(row.role);
    }
    return administrators;
}

Result<void> SqlAdministrators::set_roles(
    TenantId const& tenant, UserId const& user, std::vector<AdminRole> const& roles)
{
    TRY(connection_.execute(
        "delete from administrators where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    for (AdminRole const role : roles)
        TRY(connection_.execute("insert into administrators (tenant_id, user_id, role) values ($1, $2, $3)"
                                " on conflict (tenant_id, user_id, role) do nothing",
            { tenant.text(), user.text(), std::string(name(role)) }));
    if (roles.empty())
        TRY(connection_.execute(
            "delete from admin_sessions where tenant_id = $1 and user_id = $2", { tenant.text(), user.text() }));
    return {};
}

Result<void> SqlAdministrators::insert_session(TenantId const& tenant, AdminSession const& session)
{
    TRY(connection_.execute("insert into admin_sessions (tenant_id, digest, user_id, form_key, signed_in_at, idle_at,"
                            " expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        { tenant.text(), session.digest.text(), session.user.text(), session.form_key, micros(session.signed_in),
            micros(session.idle_until), micros(session.expires) }));
    return {};
}

Result<std::optional<AdminSession>> SqlAdministrators::find_session(
    TenantId const& tenant, SessionDigest const& digest, Time now)
{
    return connection_.one<AdminSession>(
        "select user_id, form_key, signed_in_at, idle_at, expires_at from admin_sessions"
        " where tenant_id = $1 and digest = $2 and idle_at > $3 and expires_at > $3",
        { tenant.text(), digest.text(), micros(now) }, [&](sql::Row const& row) {
            return AdminSession{ digest, UserId(row.text(0)), row.text(1), time_of(row, 2), time_of(row, 3),
                time_of(row, 4) };
        });
}

Result<void> SqlAdministrators::keep_session(TenantId const& tenant, SessionDigest const& digest, Time idle_until)
{
    TRY(connection_.execute("update admin_sessions set idle_at = $3 where tenant_id = $1 and digest = $2",
        { tenant.text(), digest.text(), micros(idle_until) }));
    return {};
}

Result<void> SqlAdministrators::remove_session(TenantId const& tenant, SessionDigest const& digest)
{
    TRY(connection_.execute(
        "delete from admin_sessions where tenant_id = $1 and digest = $2", { tenant.text(), digest.text() }));
    return {};
}

} // namespace gatehouse::store
