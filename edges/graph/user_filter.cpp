#include "edges/graph/user_filter.h"

#include "edges/graph/collection.h"
#include "edges/graph/user_shape.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using odata::Filter;
using odata::Relation;
using Kind = UserCondition::Kind;

constexpr auto kRelations = std::to_array<std::pair<Relation, UserRelation>>({
    { Relation::Equal, UserRelation::Equal },
    { Relation::NotEqual, UserRelation::NotEqual },
    { Relation::Less, UserRelation::Less },
    { Relation::LessOrEqual, UserRelation::LessOrEqual },
    { Relation::Greater, UserRelation::Greater },
    { Relation::GreaterOrEqual, UserRelation::GreaterOrEqual },
    { Relation::StartsWith, UserRelation::StartsWith },
    { Relation::EndsWith, UserRelation::EndsWith },
    { Relation::Contains, UserRelation::Contains },
});

UserRelation relation_of(Relation relation)
{
    return std::ranges::find(kRelations, relation, &std::pair<Relation, UserRelation>::first)->second;
}

constexpr std::string_view kLocalAccount = "LocalAccount";

bool is_of_texts(Relation relation)
{
    return relation == Relation::StartsWith || relation == Relation::EndsWith || relation == Relation::Contains;
}

GraphError unsupported(std::string const& property)
{
    return { 400, "Request_UnsupportedQuery",
        "Unsupported or invalid query filter clause specified for property '" + property + "' of resource 'User'." };
}

GraphError unknown(std::string const& property)
{
    return { 400, "BadRequest", "Could not find a property named '" + property + "' on type 'microsoft.graph.user'." };
}

GraphError wrong_type(std::string const& property, std::string const& wanted)
{
    return { 400, "BadRequest",
        "Invalid filter clause: A binary operator with incompatible types was detected. The property '" + property
            + "' is compared with " + wanted + "." };
}

UserCondition property(std::string name, UserRelation relation, decltype(UserCondition::value) value)
{
    UserCondition condition;
    condition.kind = Kind::Property;
    condition.property = std::move(name);
    condition.relation = relation;
    condition.value = std::move(value);
    return condition;
}

// Text in quotes, or bare as GUIDs are.
std::optional<std::string> text_in(odata::Literal const& literal)
{
    if (auto const* text = std::get_if<std::string>(&literal))
        return *text;
    if (auto const* bare = std::get_if<odata::Bare>(&literal))
        return bare->text;
    return std::nullopt;
}

UserCondition combined(Kind kind, std::vector<UserCondition> parts)
{
    UserCondition condition;
    condition.kind = kind;
    condition.parts = std::move(parts);
    return condition;
}

UserCondition reversed(UserCondition condition)
{
    return combined(Kind::Not, { std::move(condition) });
}

bool is_equality(Relation relation)
{
    return relation == Relation::Equal || relation == Relation::NotEqual;
}

// Whether somebody has an e-mail address, a user name or a phone number to sign in by.
UserCondition is_local(bool local)
{
    return property("hasLocalIdentity", UserRelation::Equal, local);
}

Answer<UserCondition> compare_id(Filter const& filter)
{
    auto const text = text_in(filter.literal);
    if (!text)
        return std::unexpected(wrong_type(filter.path, "a text"));
    if (is_of_texts(filter.relation))
        return std::unexpected(unsupported(filter.path));
    return property("id", relation_of(filter.relation), to_lower(*text));
}

// "<id>@<domain>", and "cpim_<id>@<domain>" of people without a local identity.
UserCondition has_principal_name(std::string_view name, Tenant const& tenant)
{
    std::string const id = user_id_of(name, tenant).text();
    User user;
    user.id = UserId(id);
    UserCondition const has_id = property("id", UserRelation::Equal, id);
    if (equals_ignoring_case(name, user_principal_name(user, tenant)))
        return combined(Kind::All, { has_id, is_local(false) });
    if (equals_ignoring_case(name, id + "@" + tenant.domain))
        return combined(Kind::All, { has_id, is_local(true) });
    return combined(Kind::Any, {});
}

Answer<UserCondition> compare_principal_name(Filter const& filter, Tenant const& tenant)
{
    auto const text = text_in(filter.literal);
    if (!text)
        return std::unexpected(wrong_type(filter.path, "a text"));
    if (!is_equality(filter.relation))
        return std::unexpected(unsupported(filter.path));
    UserCondition condition = has_principal_name(*text, tenant);
    return filter.relation == Relation::Equal ? condition : reversed(std::move(condition));
}

// Here everybody has been made as a local account, or by an identity provider, of which Graph says null.
Answer<UserCondition> compare_creation_type(Filter const& filter)
{
    bool const is_null = std::holds_alternative<std::monostate>(filter.literal);
    auto const* text = std::get_if<std::string>(&filter.literal);
    if (!text && !is_null)
        return std::unexpected(wrong_type(filter.path, "a text in single quotes"));
    if (!is_equality(filter.relation))
        return std::unexpected(unsupported(filter.path));
    UserCondition condition = is_null                ? is_local(false)
        : equals_ignoring_case(*text, kLocalAccount) ? is_local(true)
                                                     : combined(Kind::Any, {});
    return filter.relation == Relation::Equal ? condition : reversed(std::move(condition));
}

// People see the second in which somebody was created, and compare with it; kept is the microsecond.
UserCondition compare_second(Relation relation, Time time)
{
    Time const second = std::chrono::floor<seconds>(time);
    Time const next = second + seconds(1);
    auto const before = [](Time end) { return property("createdDateTime", UserRelation::Less, unix_micros(end)); };
    auto const from
        = [](Time start) { return property("createdDateTime", UserRelation::GreaterOrEqual, unix_micros(start)); };
    switch (relation) {
    case Relation::Less:
        return before(time == second ? second : next);
    case Relation::LessOrEqual:
        return before(next);
    case Relation::Greater:
        return from(next);
    case Relation::GreaterOrEqual:
        return from(time == second ? second : next);
    case Relation::NotEqual:
        return reversed(compare_second(Relation::Equal, time));
    default:
        return time == second ? combined(Kind::All, { from(second), before(next) }) : combined(Kind::Any, {});
    }
}

Answer<Time> instant_in(Filter const& filter)
{
    auto const text = text_in(filter.literal);
    auto const time = text ? parse_instant(*text) : std::nullopt;
    if (!time)
        return std::unexpected(wrong_type(filter.path, "an instant like 2026-01-31T00:00:00Z"));
    if (is_of_texts(filter.relation))
        return std::unexpected(unsupported(filter.path));
    return *time;
}

Answer<UserCondition> compare_text(Filter const& filter, std::string attribute)
{
    auto const* text = std::get_if<std::string>(&filter.literal);
    if (!text)
        return std::unexpected(wrong_type(filter.path, "a text in single quotes"));
    return property(std::move(attribute), relation_of(filter.relation), *text);
}

Answer<UserCondition> compare_number(Filter const& filter, std::string attribute)
{
    auto const* number = std::get_if<std::int64_t>(&filter.literal);
    if (!number)
        return std::unexpected(wrong_type(filter.path, "a whole number"));
    return property(std::move(attribute), relation_of(filter.relation), *number);
}

Answer<UserCondition> compare_truth(Filter const& filter, std::string attribute)
{
    auto const* truth = std::get_if<bool>(&filter.literal);
    if (!truth)
        return std::unexpected(wrong_type(filter.path, "true or false"));
    if (!is_equality(filter.relation))
        return std::unexpected(unsupported(filter.path));
    return property(std::move(attribute), relation_of(filter.relation), *truth);
}

Answer<UserCondition> compare_null(Filter const& filter, std::string attribute)
{
    if (!is_equality(filter.relation))
        return std::unexpected(unsupported(filter.path));
    return property(std::move(attribute), relation_of(filter.relation), {});
}

Answer<UserCondition> compare_extension(Filter const& filter, flows::Extensions::value_type const& extension)
{
    using enum flows::ExtensionType;
    auto const& [attribute, type] = extension;
    if (type == Texts)
        return std::unexpected(unsupported(filter.path));
    if (std::holds_alternative<std::monostate>(filter.literal))
        return compare_null(filter, attribute);
    if (type == Boolean)
        return compare_truth(filter, attribute);
    if (type == Integer || type == LargeInteger)
        return compare_number(filter, attribute);
    if (type == Text)
        return compare_text(filter, attribute);
    return property(attribute, relation_of(filter.relation), rfc3339(TRY(instant_in(filter))));
}

// What the properties of a filter are compared by.
struct Directory {
    Tenant const& tenant;
    flows::Extensions const& extensions;
};

flows::Extensions::value_type const* find_extension(std::string const& path, Directory const& directory)
{
    auto const name = extension_attribute(directory.tenant, path);
    auto const found = name ? directory.extensions.find(*name) : directory.extensions.end();
    return found == directory.extensions.end() ? nullptr : &*found;
}

Answer<UserCondition> compare(Filter const& filter, Directory const& directory)
{
    auto const is = [&](std::string_view name) { return equals_ignoring_case(filter.path, name); };
    if (is("id"))
        return compare_id(filter);
    if (is("userPrincipalName"))
        return compare_principal_name(filter, directory.tenant);
    if (is("creationType"))
        return compare_creation_type(filter);
    if (is("accountEnabled"))
        return compare_truth(filter, "accountEnabled");
    if (is("createdDateTime"))
        return compare_second(filter.relation, TRY(instant_in(filter)));
    if (UserProperty const* known = find_user_property(filter.path)) {
        if (known->kind == UserPropertyKind::Collection)
            return std::unexpected(unsupported(filter.path));
        return std::holds_alternative<std::monostate>(filter.literal) ? compare_null(filter, std::string(known->name))
                                                                      : compare_text(filter, std::string(known->name));
    }
    if (auto const* extension = find_extension(filter.path, directory))
        return compare_extension(filter, *extension);
    if (std::ranges::any_of(all_user_properties(), is))
        return std::unexpected(unsupported(filter.path));
    return std::unexpected(unknown(filter.path));
}

// What the lambda over identities asks for.
struct IdentityTerms {
    std::optional<std::string> type;
    std::optional<std::string> issuer;
    std::optional<std::string> value;
};

Answer<void> take_term(Filter const& term, std::string const& variable, IdentityTerms& terms)
{
    auto const* text = std::get_if<std::string>(&term.literal);
    bool const is_plain = term.kind == Filter::Kind::Compare && term.relation == Relation::Equal && text;
    if (!is_plain)
        return std::unexpected(bad_request(
            "Unsupported property or property value or combination of property and operation occured: identities are "
            "compared by eq with texts."));
    std::pair<std::string_view, std::optional<std::string>*> const fields[]
        = { { "signInType", &terms.type }, { "issuer", &terms.issuer }, { "issuerAssignedId", &terms.value } };
    for (auto const& [name, place] : fields)
        if (equals_ignoring_case(term.path, variable + "/" + std::string(name)) && !*place) {
            *place = *text;
            return {};
        }
    return std::unexpected(unsupported("identities"));
}

Answer<UserCondition> any_identity(Filter const& filter, Tenant const& tenant)
{
    Filter const& inner = filter.parts.front();
    IdentityTerms terms;
    if (inner.kind == Filter::Kind::And)
        for (Filter const& term : inner.parts)
            TRY(take_term(term, filter.variable, terms));
    else
        TRY(take_term(inner, filter.variable, terms));
    bool const is_own = terms.issuer && equals_ignoring_case(*terms.issuer, tenant.domain);
    // By issuer alone: of a provider's people there may be few, of one's own there are all.
    if (!terms.issuer || terms.issuer->empty() || (!terms.value && is_own) || (terms.value && terms.value->empty()))
        return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
            "Unsupported query on property 'ObjectIdentity': issuer and issuerAssignedId are both needed."));
    UserCondition condition;
    condition.kind = Kind::Identity;
    condition.issuer = *terms.issuer;
    condition.name = terms.value.value_or("");
    if (!terms.type)
        return condition;
    if (equals_ignoring_case(*terms.type, "userPrincipalName") && terms.value)
        return has_principal_name(*terms.value, tenant);
    if (!parse_sign_in_kind(*terms.type) || !terms.value)
        return std::unexpected(unsupported("identities/signInType"));
    condition.type = *terms.type;
    return condition;
}

Answer<UserCondition> any_element(Filter const& filter, Directory const& directory)
{
    UserProperty const* known = find_user_property(filter.path);
    auto const* extension = known ? nullptr : find_extension(filter.path, directory);
    if (!known && !extension)
        return std::unexpected(unknown(filter.path));
    Filter const& inner = filter.parts.front();
    auto const* text = std::get_if<std::string>(&inner.literal);
    bool const is_element = inner.kind == Filter::Kind::Compare && equals_ignoring_case(inner.path, filter.variable);
    bool const is_equal = inner.relation == Relation::Equal;
    bool const is_collection
        = known ? known->kind == UserPropertyKind::Collection : extension->second == flows::ExtensionType::Texts;
    if (!is_collection || !is_element || !text || (!is_equal && inner.relation != Relation::StartsWith))
        return std::unexpected(unsupported(filter.path));
    return property(known ? std::string(known->name) : extension->first,
        is_equal ? UserRelation::Includes : UserRelation::IncludesStart, *text);
}

// Not Graph's: "identities:118123" is whoever signs in by it, at whichever provider.
Answer<UserCondition> read_clause(odata::Search const& clause)
{
    if (equals_ignoring_case(clause.path, "identities")) {
        UserCondition condition;
        condition.kind = Kind::Identity;
        condition.name = clause.text;
        return condition;
    }
    for (char const* name : { "displayName", "mail" })
        if (equals_ignoring_case(clause.path, name))
            return property(name, UserRelation::Contains, clause.text);
    return std::unexpected(unsupported(clause.path));
}

Answer<UserCondition> read(Filter const& filter, Directory const& directory)
{
    if (filter.kind == Filter::Kind::Compare)
        return compare(filter, directory);
    if (filter.kind == Filter::Kind::Any)
        return equals_ignoring_case(filter.path, "identities") ? any_identity(filter, directory.tenant)
                                                               : any_element(filter, directory);
    std::vector<UserCondition> parts;
    for (Filter const& part : filter.parts)
        parts.push_back(TRY(read(part, directory)));
    Kind const kind = filter.kind == Filter::Kind::And ? Kind::All
        : filter.kind == Filter::Kind::Or              ? Kind::Any
                                                       : Kind::Not;
    return combined(kind, std::move(parts));
}

} // namespace

std::set<std::string, LessIgnoringCase> named_extensions(Filter const& filter, Tenant const& tenant)
{
    std::set<std::string, LessIgnoringCase> names;
    if (auto name = extension_attribute(tenant, filter.path))
        names.insert(std::move(*name));
    for (Filter const& part : filter.parts)
        names.merge(named_extensions(part, tenant));
    return names;
}

Answer<UserCondition> read_user_filter(Filter const& filter, Tenant const& tenant, flows::Extensions const& extensions)
{
    return read(filter, { tenant, extensions });
}

Answer<UserCondition> read_user_search(std::vector<odata::Search> const& search)
{
    UserCondition all;
    all.kind = Kind::All;
    for (odata::Search const& one : search)
        all.parts.push_back(TRY(read_clause(one)));
    return all;
}

bool is_advanced(Filter const& filter)
{
    if (filter.kind == Filter::Kind::Not)
        return true;
    if (filter.kind == Filter::Kind::Compare)
        return filter.relation == Relation::NotEqual || filter.relation == Relation::EndsWith
            || filter.relation == Relation::Contains;
    return std::ranges::any_of(filter.parts, is_advanced);
}

} // namespace gatehouse::graph
