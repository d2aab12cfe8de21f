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

Answer<UserCondition> compare_id(Filter const& filter, Tenant const& tenant)
{
    auto const text = text_in(filter.literal);
    if (!text)
        return std::unexpected(wrong_type(filter.path, "a text"));
    if (is_of_texts(filter.relation))
        return std::unexpected(unsupported(filter.path));
    bool const is_name = equals_ignoring_case(filter.path, "userPrincipalName");
    if (is_name && filter.relation != Relation::Equal && filter.relation != Relation::NotEqual)
        return std::unexpected(unsupported(filter.path));
    // A name of another domain is nobody's; its "@" keeps it from being an id.
    std::string const id = is_name ? user_id_of(*text, tenant).text() : to_lower(*text);
    return property("id", relation_of(filter.relation), id);
}

Answer<UserCondition> compare_truth(Filter const& filter)
{
    auto const* truth = std::get_if<bool>(&filter.literal);
    if (!truth)
        return std::unexpected(wrong_type(filter.path, "true or false"));
    if (filter.relation != Relation::Equal && filter.relation != Relation::NotEqual)
        return std::unexpected(unsupported(filter.path));
    return property("accountEnabled", relation_of(filter.relation), *truth);
}

Answer<UserCondition> compare_time(Filter const& filter)
{
    auto const text = text_in(filter.literal);
    auto const time = text ? parse_instant(*text) : std::nullopt;
    if (!time)
        return std::unexpected(wrong_type(filter.path, "an instant like 2026-01-31T00:00:00Z"));
    if (is_of_texts(filter.relation))
        return std::unexpected(unsupported(filter.path));
    return property("createdDateTime", relation_of(filter.relation), unix_micros(*time));
}

Answer<UserCondition> compare_text(Filter const& filter, std::string attribute)
{
    UserRelation const relation = relation_of(filter.relation);
    if (std::holds_alternative<std::monostate>(filter.literal)) {
        if (filter.relation != Relation::Equal && filter.relation != Relation::NotEqual)
            return std::unexpected(unsupported(filter.path));
        return property(std::move(attribute), relation, {});
    }
    auto const* text = std::get_if<std::string>(&filter.literal);
    if (!text)
        return std::unexpected(wrong_type(filter.path, "a text in single quotes"));
    return property(std::move(attribute), relation, *text);
}

// Extension attributes have the type of what was written.
Answer<UserCondition> compare_extension(Filter const& filter, std::string attribute)
{
    UserRelation const relation = relation_of(filter.relation);
    if (auto const* number = std::get_if<std::int64_t>(&filter.literal))
        return property(std::move(attribute), relation, *number);
    if (auto const* truth = std::get_if<bool>(&filter.literal))
        return property(std::move(attribute), relation, *truth);
    if (auto const* bare = std::get_if<odata::Bare>(&filter.literal))
        return property(std::move(attribute), relation, bare->text);
    return compare_text(filter, std::move(attribute));
}

Answer<UserCondition> compare(Filter const& filter, Tenant const& tenant)
{
    auto const is = [&](std::string_view name) { return equals_ignoring_case(filter.path, name); };
    if (is("id") || is("userPrincipalName"))
        return compare_id(filter, tenant);
    if (is("accountEnabled"))
        return compare_truth(filter);
    if (is("createdDateTime"))
        return compare_time(filter);
    if (UserProperty const* known = find_user_property(filter.path)) {
        if (known->kind == UserPropertyKind::Collection)
            return std::unexpected(unsupported(filter.path));
        return compare_text(filter, std::string(known->name));
    }
    if (auto attribute = extension_attribute(tenant, filter.path))
        return compare_extension(filter, std::move(*attribute));
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
    bool const is_local = terms.issuer && equals_ignoring_case(*terms.issuer, tenant.domain);
    // By issuer alone: of a provider's people there may be few, of one's own there are all.
    if (!terms.issuer || terms.issuer->empty() || (!terms.value && is_local) || (terms.value && terms.value->empty()))
        return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
            "Unsupported query on property 'ObjectIdentity': issuer and issuerAssignedId are both needed."));
    UserCondition condition;
    condition.kind = Kind::Identity;
    condition.issuer = *terms.issuer;
    condition.name = terms.value.value_or("");
    if (!terms.type)
        return condition;
    if (equals_ignoring_case(*terms.type, "userPrincipalName") && terms.value)
        return property("id", UserRelation::Equal, user_id_of(*terms.value, tenant).text());
    if (!parse_sign_in_kind(*terms.type) || !terms.value)
        return std::unexpected(unsupported("identities/signInType"));
    condition.type = *terms.type;
    return condition;
}

Answer<UserCondition> any_element(Filter const& filter)
{
    UserProperty const* known = find_user_property(filter.path);
    if (!known)
        return std::unexpected(unknown(filter.path));
    Filter const& inner = filter.parts.front();
    auto const* text = std::get_if<std::string>(&inner.literal);
    bool const is_element = inner.kind == Filter::Kind::Compare && equals_ignoring_case(inner.path, filter.variable);
    bool const is_equal = inner.relation == Relation::Equal;
    if (known->kind != UserPropertyKind::Collection || !is_element || !text
        || (!is_equal && inner.relation != Relation::StartsWith))
        return std::unexpected(unsupported(filter.path));
    return property(std::string(known->name), is_equal ? UserRelation::Includes : UserRelation::IncludesStart, *text);
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

} // namespace

Answer<UserCondition> read_user_filter(Filter const& filter, Tenant const& tenant)
{
    if (filter.kind == Filter::Kind::Compare)
        return compare(filter, tenant);
    if (filter.kind == Filter::Kind::Any)
        return equals_ignoring_case(filter.path, "identities") ? any_identity(filter, tenant) : any_element(filter);
    UserCondition condition;
    condition.kind = filter.kind == Filter::Kind::And ? Kind::All
        : filter.kind == Filter::Kind::Or             ? Kind::Any
                                                      : Kind::Not;
    for (Filter const& part : filter.parts)
        condition.parts.push_back(TRY(read_user_filter(part, tenant)));
    return condition;
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
