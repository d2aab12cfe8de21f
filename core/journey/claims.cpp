#include "core/journey/claims.h"

#include "libs/base/text.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using policy::DataType;

ClaimValue typed_text(DataType type, std::string text)
{
    switch (type) {
    case DataType::Boolean:
        if (equals_ignoring_case(text, "true"))
            return true;
        if (equals_ignoring_case(text, "false"))
            return false;
        break;
    case DataType::Int:
    case DataType::Long:
        if (auto const number = parse_integer(text))
            return static_cast<std::int64_t>(*number);
        break;
    case DataType::StringCollection:
        return std::vector<std::string>{ std::move(text) };
    default:
        break;
    }
    return text;
}

// Identities are JSON texts themselves.
std::string json_array(std::vector<std::string> const& items)
{
    std::vector<std::string> written;
    for (std::string const& item : items)
        written.push_back(item.starts_with('{') ? item : json::write(json::Value(item)));
    return "[" + join(written, ",") + "]";
}

bool holds(ClaimValue const* value, std::string const& item)
{
    if (!value)
        return false;
    if (auto const* items = std::get_if<std::vector<std::string>>(value))
        return std::ranges::find(*items, item) != items->end();
    return text_of(*value) == item;
}

} // namespace

ClaimValue typed(DataType type, ClaimValue value)
{
    if (auto* text = std::get_if<std::string>(&value))
        return typed_text(type, std::move(*text));
    if (auto const* items = std::get_if<std::vector<std::string>>(&value); items && type == DataType::Json)
        return json_array(*items);
    bool const is_text = type == DataType::String || type == DataType::Date || type == DataType::DateTime
        || type == DataType::Duration || type == DataType::PhoneNumber || type == DataType::Json;
    if (is_text)
        return text_of(value);
    if (type == DataType::StringCollection && !std::holds_alternative<std::vector<std::string>>(value))
        return std::vector<std::string>{ text_of(value) };
    return value;
}

std::optional<ClaimValue> default_value(
    Run const& run, policy::Profile const* profile, policy::ClaimUse const& use, Resolving resolving)
{
    if (!use.has_default)
        return std::nullopt;
    // B2C: resolvers in a DefaultValue need IncludeClaimResolvingInClaimsHandling and AlwaysUseDefaultValue; the
    // relying party's claims do not.
    bool const resolves
        = resolving == Resolving::Always || (profile && profile->resolves_in_claims && use.always_default);
    std::string text
        = resolves ? expand(run, use.default_value, profile ? profile->id : std::string()) : use.default_value.source;
    return typed(run.plan.claims[use.claim].type, std::move(text));
}

Values input_values(Run const& run, policy::Profile const& profile, std::vector<policy::ClaimUse> const& uses,
    Bag const& bag, std::optional<policy::Slot>* missing)
{
    Values values;
    std::vector<policy::ClaimUse const*> absent;
    for (policy::ClaimUse const& use : uses) {
        ClaimValue const* present = bag.find(use.claim);
        std::optional<ClaimValue> value;
        if (present && !(use.has_default && use.always_default))
            value = *present;
        else
            value = default_value(run, &profile, use, Resolving::AsProfileSays);
        if (value)
            values.insert_or_assign(use.partner, std::move(*value));
        else if (use.required)
            absent.push_back(&use);
    }
    // What is required is a value for the partner: a profile that includes another may give it under a claim of its
    // own, as one for a change of password does with the old one.
    for (policy::ClaimUse const* use : absent)
        if (missing && !*missing && !values.contains(use->partner))
            *missing = use->claim;
    return values;
}

void apply_outputs(Run const& run, policy::Profile const& profile, std::vector<policy::ClaimUse> const& uses,
    Values const& values, Bag& bag)
{
    for (policy::ClaimUse const& use : uses) {
        bool const forced = use.has_default && use.always_default;
        auto const found = values.find(use.partner);
        if (!forced && found != values.end()) {
            bag.set(use.claim, typed(run.plan.claims[use.claim].type, found->second));
            continue;
        }
        if (!forced && bag.find(use.claim))
            continue;
        if (auto value = default_value(run, &profile, use, Resolving::AsProfileSays))
            bag.set(use.claim, std::move(*value));
    }
}

bool acts(policy::Plan const& plan, policy::Precondition const& precondition, Bag const& bag)
{
    using Kind = policy::Precondition::Kind;
    if (precondition.kind == Kind::ClaimsExist) {
        bool const exist
            = std::ranges::all_of(precondition.claims, [&](policy::Slot slot) { return bag.find(slot) != nullptr; });
        return exist == precondition.execute_if;
    }
    if (precondition.claims.empty())
        return false;
    policy::Slot const slot = precondition.claims.front();
    ClaimValue const* value = bag.find(slot);
    // B2C: on a missing claim ClaimEquals never acts, whatever ExecuteActionsIf says.
    if (!value)
        return false;
    bool const is_flag = plan.claims[slot].type == DataType::Boolean || std::holds_alternative<bool>(*value);
    // Differs from B2C: for booleans "true" means "True".
    bool const equal
        = is_flag ? equals_ignoring_case(text_of(*value), precondition.value) : text_of(*value) == precondition.value;
    return equal == precondition.execute_if;
}

bool skips(policy::Plan const& plan, std::vector<policy::Precondition> const& preconditions, Bag const& bag)
{
    return std::ranges::any_of(preconditions, [&](policy::Precondition const& one) { return acts(plan, one, bag); });
}

bool is_enabled(policy::Profile const& profile, Bag const& bag)
{
    using Kind = policy::Enabled::Kind;
    switch (profile.enabled.kind) {
    case Kind::Always:
        return true;
    case Kind::Never:
        return false;
    case Kind::OnClaimsExistence:
        return bag.find(profile.enabled.claim) != nullptr;
    case Kind::OnItemExistence:
        return holds(bag.find(profile.enabled.claim), profile.enabled.value);
    case Kind::OnItemAbsence:
        return !holds(bag.find(profile.enabled.claim), profile.enabled.value);
    }
    return true;
}

} // namespace gatehouse::journey
