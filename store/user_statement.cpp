// Words of our own, and every value of the caller's a parameter (attack-55).
#include "store/user_statement.h"

#include "store/user_row.h"

#include "libs/base/text.h"

#include <algorithm>
#include <array>

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

    // Rendered as true from now on: the statement asks for it in its own words.
    void leave_out(UserCondition const& where) { left_out_ = &where; }

    std::string condition(UserCondition const& where)
    {
        if (&where == left_out_)
            return "1";
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

    std::string begins(std::string const& column, std::string const& start)
    {
        return "(" + column + " >= " + parameter(start) + " and " + column + " < "
            + parameter(start + std::string(kHighest)) + ")";
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
        if (where.property == "hasLocalIdentity")
            return "exists (select 1 from user_names n where n.tenant_id = " + tenant_
                + " and n.user_id = u.user_id and n.issuer = '')";
        return "json_extract(u.attributes, " + parameter(path_of(where.property)) + ")";
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
        if (auto const* text = std::get_if<std::string>(&where.value)) {
            std::string const there = is_name ? "(" + column + " > '')" : "(" + column + " is not null)";
            if (text->empty() && is_part(where.relation))
                return there;
            std::string const condition
                = compared(is_column(column) ? column : "lower(" + column + ")", where.relation, to_lower(*text));
            // Who has no name is before nobody.
            bool const is_before = where.relation == UserRelation::Less || where.relation == UserRelation::LessOrEqual;
            return is_name && is_before ? "(" + there + " and " + condition + ")" : condition;
        }
        auto const* yes = std::get_if<bool>(&where.value);
        return compared(column, where.relation, yes ? std::int64_t{ *yes } : std::get<std::int64_t>(where.value));
    }

    // Only what people have in columns of their own has an index, and is never null.
    static bool is_column(std::string const& column) { return column.starts_with("u."); }
    // Every text has the empty one as its part.
    static bool is_part(UserRelation relation)
    {
        using enum UserRelation;
        return relation == StartsWith || relation == EndsWith || relation == Contains;
    }
    // False, and not unknown, for who has no such property: "not" must be true of them.
    static std::string known(std::string const& column)
    {
        return is_column(column) ? "" : column + " is not null and ";
    }

    std::string compared(std::string const& column, UserRelation relation, sql::Parameter value)
    {
        using enum UserRelation;
        auto const with = [&](char const* sign) {
            return "(" + known(column) + column + " " + sign + " " + parameter(std::move(value)) + ")";
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
            return "(" + known(column) + begins(column, text()) + ")";
        case EndsWith: {
            std::string const end = parameter(text());
            return "(" + known(column) + "substr(" + column + ", -length(" + end + ")) = " + end + ")";
        }
        case Contains:
            return "(" + known(column) + "instr(" + column + ", " + parameter(text()) + ") > 0)";
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

    // That identity_key() of the identity j is that of the name.
    std::string key_of(UserCondition const& where)
    {
        std::string const value = "json_extract(j.value, '$.value')";
        auto const kind = parse_sign_in_kind(where.type);
        if (kind && kind->type == SignInType::Federated)
            return value + " = " + parameter(where.name);
        std::string key = "lower(" + value + ")";
        if (normalize_phone(where.name))
            for (char const* separator : { " ", "-", "(", ")", "." })
                key = "replace(" + key + ", '" + separator + "', '')";
        return key + " = " + parameter(sign_in_key(where.name));
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
        if (where.type.empty())
            return found;
        return "(" + found
            + " and exists (select 1 from json_each(u.identities) j where lower(json_extract(j.value, '$.type')) = "
            + parameter(to_lower(where.type)) + " and " + key_of(where) + "))";
    }

    std::vector<sql::Parameter> parameters_;
    std::string tenant_;
    UserCondition const* left_out_ = nullptr;
};

// What of an order's column a condition leaves to look at.
enum class Reach { Everything, Range, Points };

bool is_range(UserRelation relation)
{
    using enum UserRelation;
    return relation == StartsWith || relation == Less || relation == LessOrEqual || relation == Greater
        || relation == GreaterOrEqual;
}

Reach reach(UserCondition const& where, std::string_view property)
{
    auto const of_part = [&](UserCondition const& part) { return reach(part, property); };
    switch (where.kind) {
    case UserCondition::Kind::Property:
        if (!equals_ignoring_case(where.property, property))
            return Reach::Everything;
        return where.relation == UserRelation::Equal ? Reach::Points
            : is_range(where.relation)               ? Reach::Range
                                                     : Reach::Everything;
    case UserCondition::Kind::All:
        return where.parts.empty() ? Reach::Everything : of_part(*std::ranges::max_element(where.parts, {}, of_part));
    case UserCondition::Kind::Any:
        return !where.parts.empty()
                && std::ranges::all_of(where.parts, [&](auto const& part) { return of_part(part) == Reach::Points; })
            ? Reach::Points
            : Reach::Everything;
    default:
        return Reach::Everything;
    }
}

struct OrderColumn {
    UserOrder order;
    std::string_view property;
    std::string_view column; // before u.user_id; "" for the id itself
};
constexpr auto kOrders = std::to_array<OrderColumn>({
    { UserOrder::Id, "id", "" },
    { UserOrder::DisplayName, "displayName", kDisplayName },
    { UserOrder::Created, "createdDateTime", "u.created_at" },
});

// A condition on names that the index on names can be walked for: by an issuer, and the beginning of a key.
UserCondition const* names_in(UserCondition const& where)
{
    bool const is_issuer = where.kind == UserCondition::Kind::Identity && where.name.empty();
    if (is_issuer || where.kind == UserCondition::Kind::SignInNameStarts)
        return &where;
    if (where.kind == UserCondition::Kind::All)
        for (UserCondition const& part : where.parts)
            if (auto const* found = names_in(part))
                return found;
    return nullptr;
}

// The way through the people that a page takes.
struct Way {
    UserCondition const* names = nullptr; // set: the index on names
    OrderColumn order = kOrders[0];
    bool has_points = false; // a few rows are picked by the condition, wherever the last page ended
    bool sorts = false; // ... in another order than the one that is asked for
};

Way way_of(UserQuery const& query)
{
    Way way;
    auto const best = std::ranges::max_element(
        kOrders, {}, [&](OrderColumn const& one) { return reach(query.where, one.property); });
    Reach const reached = reach(query.where, best->property);
    way.has_points = reached == Reach::Points;
    auto const asked = std::ranges::find(kOrders, query.order, &OrderColumn::order);
    if (asked != kOrders.end()) {
        way.order = *asked;
        way.sorts = way.has_points && best->order != asked->order;
    } else if (reached != Reach::Everything) {
        way.order = *best;
    } else {
        way.names = names_in(query.where);
    }
    return way;
}

Name first_name(UserCondition const& names)
{
    if (names.kind == UserCondition::Kind::Identity)
        return { names.issuer, "" };
    auto const* text = std::get_if<std::string>(&names.value);
    return { "", sign_in_key(text ? *text : "") };
}

// By the first of somebody's names that fit, so that nobody comes twice. The unary plus keeps the planner from reading
// all names again at each.
std::string names_page(Statement& statement, UserQuery const& query, UserCondition const& names)
{
    Name const first = first_name(names);
    std::string const issuer = statement.parameter(first.issuer);
    std::string const tenant = statement.tenant();
    std::string const after = query.after
        ? "n.name_key " + std::string(query.descending ? "<" : ">") + " " + statement.parameter(query.after->text)
        : "1";
    statement.leave_out(names);
    return " from user_names n cross join users u where n.tenant_id = " + tenant + " and n.issuer = " + issuer + " and "
        + after + " and " + statement.begins("n.name_key", first.key)
        + " and not exists (select 1 from user_names m where m.tenant_id = " + tenant
        + " and m.user_id = n.user_id and +m.issuer = n.issuer and +m.name_key >= " + statement.parameter(first.key)
        + " and +m.name_key < n.name_key) and u.tenant_id = " + tenant + " and u.user_id = n.user_id and "
        + statement.condition(query.where) + " order by n.name_key" + (query.descending ? " desc" : "");
}

// (column, id) behind the cursor, in either direction. It stands before the other conditions: of two lower bounds the
// planner takes the first, and this is the nearer one.
std::string users_page(Statement& statement, UserQuery const& query, Way const& way)
{
    std::string const direction = query.descending ? " desc" : "";
    bool const by_id = way.order.column.empty();
    auto const columns = [&](bool hidden, std::string const& suffix) {
        std::string const sign = hidden ? "+" : "";
        return (by_id ? "" : sign + std::string(way.order.column) + suffix + ", ") + sign + "u.user_id" + suffix;
    };
    std::string after = "1";
    if (query.after) {
        sql::Parameter key = way.order.order == UserOrder::DisplayName ? sql::Parameter(query.after->text)
                                                                       : sql::Parameter(query.after->number);
        std::string const at
            = (by_id ? "" : statement.parameter(std::move(key)) + ", ") + statement.parameter(query.after->id.text());
        after = "(" + columns(way.has_points, "") + ") " + (query.descending ? "<" : ">") + " (" + at + ")";
    }
    return " from users u where u.tenant_id = " + statement.tenant() + " and " + after + " and "
        + statement.condition(query.where) + " order by " + columns(way.sorts, direction);
}

} // namespace

UserStatement page_statement(TenantId const& tenant, UserQuery const& query)
{
    Statement statement(tenant);
    Way const way = way_of(query);
    std::string const text = way.names ? names_page(statement, query, *way.names) : users_page(statement, query, way);
    std::string const limit = statement.parameter(std::int64_t{ query.limit } + 1);
    return { "select " USER_COLUMNS + text + " limit " + limit, statement.parameters() };
}

UserStatement count_statement(TenantId const& tenant, UserCondition const& where)
{
    Statement statement(tenant);
    std::string const condition = statement.condition(where);
    return { "select count(*) from users u where u.tenant_id = " + statement.tenant() + " and " + condition,
        statement.parameters() };
}

UserCursor cursor_behind(UserQuery const& query, User const& last)
{
    UserCursor cursor{ .text = display_name_key(last), .number = unix_micros(last.created), .id = last.id };
    Way const way = way_of(query);
    if (!way.names)
        return cursor;
    Name const first = first_name(*way.names);
    for (Name const& name : names_of(last))
        if (name.issuer == first.issuer && name.key.starts_with(first.key)) {
            cursor.text = name.key;
            break;
        }
    return cursor;
}

} // namespace gatehouse::store
