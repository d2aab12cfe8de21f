#include "store/columns.h"
#include "store/ports.h"
#include "store/user_row.h"
#include "store/user_statement.h"

#include <span>

namespace gatehouse::store {

Result<UserPage> SqlUserSearch::find(TenantId const& tenant, UserQuery const& query)
{
    UserStatement const statement = page_statement(tenant, query);
    UserPage found;
    found.users = TRY(all<User>(connection_, statement.text, statement.parameters, take_user));
    if (found.users.size() > static_cast<size_t>(query.limit)) {
        found.users.pop_back();
        found.next = cursor_behind(query, found.users.back());
    }
    for (User& user : found.users)
        user = TRY(open_secrets(sealer_, tenant, std::move(user)));
    return found;
}

Result<std::int64_t> SqlUserSearch::count(TenantId const& tenant, UserCondition const& where)
{
    UserStatement const statement = count_statement(tenant, where);
    auto const counted = TRY(connection_.one<std::int64_t>(
        statement.text, statement.parameters, [](sql::Row const& row) { return row.integer(0); }));
    return counted.value_or(0);
}

Result<UserChanges> SqlUserSearch::changes(TenantId const& tenant, std::int64_t after, int limit)
{
    struct Change {
        std::int64_t number;
        UserId user;
        UserState state;
    };
    auto const changed = TRY(connection_.all<Change>(
        "select number, user_id, state from user_changes where tenant_id = $1 and number > $2 order by number limit $3",
        { tenant.text(), after, std::int64_t{ limit } + 1 }, [](sql::Row const& row) {
            return Change{ row.integer(0), UserId(row.text(1)), static_cast<UserState>(row.integer(2)) };
        }));
    UserChanges changes;
    changes.last = after;
    changes.more = changed.size() > static_cast<size_t>(limit);
    SqlUsers users(connection_, sealer_);
    for (Change const& change : std::span(changed).first(std::min(changed.size(), static_cast<size_t>(limit)))) {
        changes.last = change.number;
        if (change.state != UserState::Present)
            changes.removed.push_back({ change.user, change.state == UserState::SetAside });
        else if (auto user = TRY(users.find(tenant, change.user)))
            changes.present.push_back(std::move(*user));
    }
    return changes;
}

Result<std::int64_t> SqlUserSearch::last_change(TenantId const& tenant)
{
    auto const last
        = TRY(connection_.one<std::int64_t>("select coalesce(max(number), 0) from user_changes where tenant_id = $1",
            { tenant.text() }, [](sql::Row const& row) { return row.integer(0); }));
    return last.value_or(0);
}

} // namespace gatehouse::store
