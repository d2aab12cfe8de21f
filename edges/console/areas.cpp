#include "edges/console/areas.h"

#include "edges/console/routes.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using enum AdminRole;

bool has_one(std::vector<AdminRole> const& roles, std::vector<AdminRole> const& wanted)
{
    return std::ranges::any_of(
        roles, [&](AdminRole const role) { return role == Global || std::ranges::find(wanted, role) != wanted.end(); });
}

} // namespace

std::span<Area const> areas()
{
    static std::vector<AdminRole> const everybody{ User, Application, Policy, Auditor };
    static std::vector<Area> const all{
        { "", "Dashboard", everybody, {}, dashboard_routes },
        { "users", "Users", { User }, { User }, user_routes },
        { "deleted-users", "", { User }, { User }, deleted_user_routes },
        { "apps", "App registrations", { Auditor, Policy }, { Application }, app_routes },
        { "consent", "", {}, { Application }, consent_routes },
        { "deleted-apps", "", { Auditor, Policy }, { Application }, deleted_app_routes },
        { "flows", "User flows", { Auditor, Application }, { Policy }, flow_routes },
        { "providers", "Identity providers", { Auditor, Application }, { Policy }, provider_routes },
        { "attributes", "User attributes", { Auditor, Application }, { Policy }, attribute_routes },
        { "connectors", "API connectors", { Auditor, Application }, { Policy }, connector_routes },
        { "branding", "Branding", { Auditor, Application }, { Policy }, branding_routes },
        { "policies", "Policies", { Auditor, Application }, { Policy }, policy_routes },
        { "keys", "Keys", { Auditor }, { Policy }, key_routes },
        // Whoever looks after policies needs the traces of journeys.
        { "audit", "Audit log", { Auditor, User, Policy }, {}, audit_routes },
        { "administrators", "Administrators", { Auditor }, {}, administrator_routes },
        { "settings", "Settings", { Auditor }, {}, settings_routes },
        { "search", "", everybody, {}, search_routes },
        { "sign-out", "", everybody, everybody, sign_out_routes },
    };
    return all;
}

bool may_read(Area const& area, std::vector<AdminRole> const& roles)
{
    return has_one(roles, area.readers) || may_write(area, roles);
}

bool may_write(Area const& area, std::vector<AdminRole> const& roles)
{
    return has_one(roles, area.writers);
}

Area const& area(std::string_view path)
{
    auto const found = std::ranges::find(areas(), path, &Area::path);
    check(found != areas().end(), "the console has no such area");
    return *found;
}

} // namespace gatehouse::console
