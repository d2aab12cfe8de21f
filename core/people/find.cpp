#include "core/people/find.h"

#include "core/directory/user_search.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse {

Result<std::vector<User>> find_called(Ports& ports, TenantId const& tenant, std::string const& text)
{
    std::vector<User> found;
    if (auto user = TRY(ports.users.find(tenant, UserId(to_lower(text)))))
        found.push_back(std::move(*user));
    UserQuery query;
    query.where.kind = UserCondition::Kind::Identity;
    query.where.name = text;
    for (User& user : TRY(ports.user_search.find(tenant, query)).users)
        if (std::ranges::find(found, user.id, &User::id) == found.end())
            found.push_back(std::move(user));
    return found;
}

} // namespace gatehouse
