#include "core/administration/administrators.h"

namespace gatehouse {

std::string_view name(AdminRole role)
{
    switch (role) {
    case AdminRole::Global:
        return "global";
    case AdminRole::User:
        return "user";
    case AdminRole::Application:
        return "application";
    case AdminRole::Policy:
        return "policy";
    case AdminRole::Auditor:
        break;
    }
    return "auditor";
}

std::optional<AdminRole> parse_admin_role(std::string_view text)
{
    for (AdminRole const role :
        { AdminRole::Global, AdminRole::User, AdminRole::Application, AdminRole::Policy, AdminRole::Auditor })
        if (name(role) == text)
            return role;
    return std::nullopt;
}

} // namespace gatehouse
