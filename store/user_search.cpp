// A condition as a statement: words of our own, and every value of the caller's a parameter (attack-55).
#include "store/columns.h"
#include "store/ports.h"
#include "store/user_row.h"

#include "libs/base/text.h"

#include <span>

namespace gatehouse::store {
namespace {

constexpr std::string_view kDisplayName = "u.display_name_key";
// Behind every text that begins so.
constexpr std::string_view kHighest = "\xf4\x8f\xbf\xbf";

class Statement {
public:
    explicit Statement(TenantId const& tenant)
        : tenant_(parameter(tenant.text()))
    {
    }

    std::string const& tenant() const { return tenant_; }
    std::vector<sql::Parameter> const& parameters() const { return parameters_; }
    std::string parameter(sql::Parameter value)
    {
        parameters_.push_back(std::move(value));
        return "$" + std::to_string(parameters_.size());
    }

    std::string condition(UserCondition const& where)
    {
        using enum UserCondition::Kind;
        switch (where.kind) {
        case All:
            return joined(where.parts, " and ", "1");
        case Any:
            return joined(where.parts, " or ", "0");
        case Not:
            return "not " + condition(where.parts.front());
        case Property:
            return property(where);
        case Identity:
            return identity(where);
        case SignInNameStarts:
            return "u.user_id in (select n.user_id from user_names n where n.tenant_id = " + tenant_
                + " and n.issuer = '' and " + begins("n.name_key", sign_in_key(text_of_value(where))) + ")";
        case Everybody:
            break;
        }
        return "1";
    }

private:
    std::string joined(std::vector<UserCondition> const& parts, std::string_view word, char const* none)
    {
        if (parts.empty())
            return none;
        std::vector<std::string> texts;
        for (UserCondition const& part : parts)
            texts.push_back(condition(part));
        return "(" + join(texts, word) + ")";
    }

    static std::string text_of_value(UserCondition const& where)
    {
        auto const* text = std::get_if<std::string>(&where.value);
        return text ? *text : "";
    }
    // "$."extension_x"": a name with quotes could leave its quotes, so it names nothing.
    static std::string path_of(std::string_view attribute)
    {
        return attribute.find_first_of("\"\\") == std::string_view::npos ? "$.\"" + std::string(attribute) + "\""
                                                                         : "$.\"\"";
    }
    std::string column_of(UserCondition const& where)
    {
        if (where.property == "id")
            return "u.user_id";
        if (where.property == "accountEnabled")
            return "u.enabled";
        if (where.property == "createdDateTime")
            return "u.created_at";
        return "json_extract(u.attributes, " + parameter(path_of(where.property)) + ")";
    }

    std::string begins(std::string const& column, std::string const& start)
    {
        return "(" + column + " >= " + parameter(start) + " and " + column + " < "
            + parameter(start + std::string(kHighest)) + ")";
    }

    std::string property(UserCondition const& where)
    {
        if (where.relation == UserRelation::Includes || where.relation == UserRelation::IncludesStart)
            return includes(where);
        bool const is_name = equals_ignoring_case(where.property, "displayName");
        std::string const column = is_name ? std::string(kDisplayName) : column_of(where);
        if (std::holds_alternative<std::monostate>(where.value)) {
            std::string const absent = is_name ? column + " = ''" : column + " is null";
            return where.relation == UserRelation::NotEqual ? "not (" + absent + ")" : "(" + absent + ")";
        }
        if (auto const* text = std::get_if<std::string>(&where.value))
            return compared(is_name ? column : "lower(" + column + ")", where.relation, to_lower(*text));
        auto const* yes = std::get_if<bool>(&where.value);
        return compared(column, where.relation, yes ? std::int64_t{ *yes } : std::get<std::int64_t>(where.value));
    }

    // False, and not unknown, for who has no such property: "not" must be true of them.
    std::string compared(std::string const& column, UserRelation relation, sql::Parameter value)
    {
        using enum UserRelation;
        auto const with = [&](char const* sign) {
            return "(" + column + " is not null and " + column + " " + sign + " " + parameter(std::move(value)) + ")";
        };
        auto const text = [&] { return std::get<std::string>(value); };
        switch (relation) {
        case NotEqual:
            return "(" + column + " is null or " + column + " <> " + parameter(std::move(value)) + ")";
        case Less:
            return with("<");
        case LessOrEqual:
            return with("<=");
        case Greater:
            return with(">");
        case GreaterOrEqual:
            return with(">=");
        case StartsWith:
            return "(" + column + " is not null and " + begins(column, text()) + ")";
        case EndsWith: {
            std::string const end = parameter(text());
            return "(" + column + " is not null and substr(" + column + ", -length(" + end + ")) = " + end + ")";
        }
        case Contains:
            return "(" + column + " is not null and instr(" + column + ", " + parameter(text()) + ") > 0)";
        default:
            return with("=");
        }
    }

    // An element of a collection; a text by itself is a collection of one.
    std::string includes(UserCondition const& where)
    {
        std::string const text = to_lower(text_of_value(where));
        std::string const element = "lower(j.value)";
        std::string const condition
            = where.relation == UserRelation::Includes ? element + " = " + parameter(text) : begins(element, text);
        return "exists (select 1 from json_each(u.attributes, " + parameter(path_of(where.property)) + ") j where "
            + condition + ")";
    }

    // One step of the index for each issuer that there is, of which a tenant has few, and a look-up under each.
    std::string of_any_issuer(std::string const& name)
    {
        return "u.user_id in (with recursive issuers (issuer) as (select min(issuer) from user_names where tenant_id = "
            + tenant_ + " union all select (select min(issuer) from user_names where tenant_id = " + tenant_
            + " and issuer > i.issuer) from issuers i where i.issuer is not null)"
              " select n.user_id from issuers i cross join user_names n where n.tenant_id = "
            + tenant_ + " and n.issuer = i.issuer and n.name_key = case i.issuer when '' then "
            + parameter(sign_in_key(name)) + " else " + parameter(name) + " end)";
    }

    std::string identity(UserCondition const& where)
    {
        std::string const from
            = "u.user_id in (select n.user_id from user_names n where n.tenant_id = " + tenant_ + " and ";
        if (where.name.empty())
            return from + "n.issuer = " + parameter(where.issuer) + ")";
        if (where.issuer.empty())
            return of_any_issuer(where.name);
        Name const federated = name_of(SignInType::Federated, where.issuer, where.name);
        Name const local = name_of(SignInType::EmailAddress, "", where.name);
        std::string found = from + "((n.issuer = " + parameter(federated.issuer) + " and n.name_key = "
            + parameter(federated.key) + ") or (n.issuer = '' and n.name_key = " + parameter(local.key) + ")))";
        if (!where.type)
            return found;
        return "(" + found
            + " and exists (select 1 from json_each(u.identities) j where json_extract(j.value, '$.type') = "
            + parameter(std::string(name(*where.type)))
            + " and lower(json_extract(j.value, '$.value')) = " + parameter(to_lower(where.name)) + "))";
    }

    std::vector<sql::Parameter> parameters_;
    std::string tenant_;
};

std::string sort_key(UserOrder order)
{
    switch (order) {
    case UserOrder::DisplayName:
        return std::string(kDisplayName);
    case UserOrder::Created:
        return "u.created_at";
    case UserOrder::Id:
        break;
    }
    return "";
}

// (key, id) behind the cursor, in either direction.
std::string behind(Statement& statement, UserQuery const& query)
{
    if (!query.after)
        return "1";
    std::string const sign = query.descending ? " < " : " > ";
    std::string const id = statement.parameter(query.after->id.text());
    if (query.order == UserOrder::Id)
        return "u.user_id" + sign + id;
    sql::Parameter key = query.order == UserOrder::DisplayName ? sql::Parameter(query.after->text)
                                                               : sql::Parameter(query.after->number);
    return "(" + sort_key(query.order) + ", u.user_id)" + sign + "(" + statement.parameter(std::move(key)) + ", " + id
        + ")";
}

UserCursor cursor_at(User const& user)
{
    return { .text = display_name_key(user), .number = unix_micros(user.created), .id = user.id };
}

} // namespace

Result<UserPage> SqlUserSearch::find(TenantId const& tenant, UserQuery const& query)
{
    Statement statement(tenant);
    std::string const direction = query.descending ? " desc" : "";
    std::string const key = sort_key(query.order);
    std::string const where = statement.condition(query.where);
    std::string const page = behind(statement, query);
    std::string const text = "select " USER_COLUMNS " from users u where u.tenant_id = " + statement.tenant() + " and "
        + where + " and " + page + " order by " + (key.empty() ? "" : key + direction + ", ") + "u.user_id" + direction
        + " limit " + statement.parameter(std::int64_t{ query.limit } + 1);
    UserPage found;
    found.users = TRY(all<User>(connection_, text, statement.parameters(), take_user));
    // One more than was asked for tells that there are more.
    if (found.users.size() > static_cast<size_t>(query.limit)) {
        found.users.pop_back();
        found.next = cursor_at(found.users.back());
    }
    for (User& user : found.users)
        user = TRY(open_secrets(sealer_, tenant, std::move(user)));
    return found;
}

Result<std::int64_t> SqlUserSearch::count(TenantId const& tenant, UserCondition const& where)
{
    Statement statement(tenant);
    std::string const condition = statement.condition(where);
    auto const counted = TRY(connection_.one<std::int64_t>(
        "select count(*) from users u where u.tenant_id = " + statement.tenant() + " and " + condition,
        statement.parameters(), [](sql::Row const& row) { return row.integer(0); }));
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
