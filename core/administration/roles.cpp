#include "core/administration/roles.h"

#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse {
namespace {

bool is_global(std::vector<AdminRole> const& roles)
{
    return std::ranges::find(roles, AdminRole::Global) != roles.end();
}

} // namespace

Result<void> change_roles(
    Ports& ports, TenantId const& tenant, UserId const& user, std::vector<AdminRole> roles, RoleChange const& change)
{
    auto const all = TRY(ports.administrators.list(tenant));
    auto const others = std::ranges::count_if(
        all, [&](Administrator const& one) { return one.user != user && is_global(one.roles); });
    auto const before = TRY(ports.administrators.roles(tenant, user));
    if (is_global(before) && !is_global(roles) && others == 0)
        return fail(Fault::Denied,
            "This is the last person with the role Global: give it to somebody else first, or nobody can give roles.");
    std::ranges::sort(roles);
    auto const repeated = std::ranges::unique(roles);
    roles.erase(repeated.begin(), repeated.end());
    TRY(ports.administrators.set_roles(tenant, user, roles));
    json::Array names;
    for (AdminRole const role : roles)
        names.emplace_back(std::string(name(role)));
    AuditEvent event;
    event.kind = AuditKind::RolesChanged;
    event.time = change.time;
    event.correlation = change.correlation;
    event.user = user;
    event.address = change.address;
    event.detail = json::write(json::Object{ { "by", change.by }, { "roles", std::move(names) } });
    return ports.audit.append(tenant, event);
}

} // namespace gatehouse
