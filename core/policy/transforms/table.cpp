#include "core/policy/transforms/table.h"

#include "core/policy/transforms/family.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

// Every family by name: a new one is one line here.
std::vector<TransformCall const*> make_table()
{
    std::vector<TransformCall const*> table;
    for (auto const family : { age_transforms(), boolean_transforms(), collection_transforms(), date_transforms(),
             general_transforms(), json_transforms(), localized_transforms(), otp_transforms(), phone_transforms(),
             social_transforms(), string_transforms() })
        for (TransformCall const& call : family)
            table.push_back(&call);
    std::ranges::sort(table, LessIgnoringCase(), &TransformCall::method);
    return table;
}

std::vector<TransformCall const*> const& table()
{
    static std::vector<TransformCall const*> const made = make_table();
    return made;
}

} // namespace

ClaimValue const* TransformArguments::input(std::string_view name) const
{
    for (auto const& [given, value] : inputs)
        if (equals_ignoring_case(given, name))
            return value ? &*value : nullptr;
    return nullptr;
}

std::optional<std::string_view> TransformArguments::parameter(std::string_view name) const
{
    for (auto const& [given, value] : parameters)
        if (equals_ignoring_case(given, name))
            return value;
    return std::nullopt;
}

TransformCall const* find_transform(std::string_view method)
{
    auto const found = std::ranges::lower_bound(table(), method, LessIgnoringCase(), &TransformCall::method);
    return found != table().end() && equals_ignoring_case((*found)->method, method) ? *found : nullptr;
}

std::span<TransformCall const* const> all_transforms()
{
    return table();
}

std::optional<std::string> text_input(TransformArguments const& arguments, std::string_view name)
{
    ClaimValue const* value = arguments.input(name);
    if (!value)
        return std::nullopt;
    return text_of(*value);
}

std::optional<bool> bool_of(ClaimValue const* value)
{
    if (!value)
        return std::nullopt;
    if (bool const* flag = std::get_if<bool>(value))
        return *flag;
    std::string const text = text_of(*value);
    if (equals_ignoring_case(text, "true"))
        return true;
    if (equals_ignoring_case(text, "false"))
        return false;
    return std::nullopt;
}

bool flag(TransformArguments const& arguments, std::string_view parameter, bool otherwise)
{
    auto const value = arguments.parameter(parameter);
    return value ? equals_ignoring_case(*value, "true") : otherwise;
}

std::string parameter_or(TransformArguments const& arguments, std::string_view name, std::string_view otherwise)
{
    return std::string(arguments.parameter(name).value_or(otherwise));
}

bool same_text(std::string_view left, std::string_view right, bool ignore_case)
{
    return ignore_case ? equals_ignoring_case(left, right) : left == right;
}

void put(TransformArguments& arguments, std::string_view name, std::optional<ClaimValue> value)
{
    arguments.outputs.insert_or_assign(std::string(name), std::move(value));
}

std::unexpected<TransformFailure> refuse(std::string_view message_id, std::string_view text)
{
    return std::unexpected(TransformFailure{ std::string(message_id), std::string(text) });
}

std::unexpected<TransformFailure> missing(std::string_view method, std::string_view input)
{
    return refuse("DefaultMessage",
        "The claims transformation " + std::string(method) + " needs a value for " + std::string(input) + ".");
}

} // namespace gatehouse::policy
