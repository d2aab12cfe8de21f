#include "core/flows/extensions.h"

#include "core/flows/parts.h"
#include "core/policy/extension_claims.h"
#include "libs/base/time.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace gatehouse::flows {
namespace {

// B2C: an extension attribute.
constexpr size_t kLongestText = 256;
constexpr size_t kMostTexts = 250;

ExtensionType type_of(policy::AttributeType type)
{
    switch (type) {
    case policy::AttributeType::Text:
        break;
    case policy::AttributeType::Boolean:
        return ExtensionType::Boolean;
    case policy::AttributeType::Integer:
        return ExtensionType::LargeInteger;
    }
    return ExtensionType::Text;
}

ExtensionType type_of(policy::DataType type)
{
    switch (type) {
    case policy::DataType::Boolean:
        return ExtensionType::Boolean;
    case policy::DataType::Int:
        return ExtensionType::Integer;
    case policy::DataType::Long:
        return ExtensionType::LargeInteger;
    case policy::DataType::DateTime:
        return ExtensionType::Moment;
    case policy::DataType::StringCollection:
        return ExtensionType::Texts;
    default:
        return ExtensionType::Text;
    }
}

Result<Extensions> of_tenant(Ports& ports, TenantId const& tenant)
{
    Extensions found;
    for (Attribute const& one : TRY(list_attributes(ports, tenant)))
        found.emplace(one.id, type_of(one.settings.type));
    return found;
}

// User flows use what the tenant declares.
Result<void> add_those_of_policies(Ports& ports, TenantId const& tenant, Extensions& found)
{
    std::vector<policy::SourceFile> files;
    for (StoredPolicy& stored : TRY(ports.policies.list(tenant)))
        if (stored.user_flow.empty())
            files.push_back({ stored.id.text(), std::move(stored.xml) });
    for (auto const& [name, type] : policy::extension_claims(files))
        found.emplace(name, type_of(type));
    return {};
}

bool is_kept(std::string_view text)
{
    return count_code_points(text) <= kLongestText && !has_control_characters(text);
}

bool fits(ExtensionType type, ClaimValue const& value)
{
    auto const* text = std::get_if<std::string>(&value);
    auto const* texts = std::get_if<std::vector<std::string>>(&value);
    auto const* number = std::get_if<std::int64_t>(&value);
    switch (type) {
    case ExtensionType::Text:
        return text && is_kept(*text);
    case ExtensionType::Texts:
        return texts && texts->size() <= kMostTexts && std::ranges::all_of(*texts, is_kept);
    case ExtensionType::Boolean:
        return std::holds_alternative<bool>(value);
    case ExtensionType::Integer:
        return number && std::in_range<std::int32_t>(*number);
    case ExtensionType::LargeInteger:
        return number != nullptr;
    case ExtensionType::Moment:
        // B2C: in UTC, so that texts are in the order of time.
        return text && text->ends_with('Z') && parse_rfc3339(*text);
    }
    return false;
}

Result<ClaimValue> judged(ExtensionType type, std::optional<ClaimValue> value)
{
    if (!value || !fits(type, *value))
        return fail(Fault::Invalid, "The value is " + std::string(words(type)) + ".");
    return std::move(*value);
}

std::optional<ClaimValue> truth(std::string_view text)
{
    if (equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false"))
        return equals_ignoring_case(text, "true");
    return std::nullopt;
}

} // namespace

std::string_view words(ExtensionType type)
{
    switch (type) {
    case ExtensionType::Text:
        return "a text of at most 256 characters";
    case ExtensionType::Texts:
        return "a list of at most 250 texts";
    case ExtensionType::Boolean:
        return "true or false";
    case ExtensionType::Integer:
        return "a whole number of 32 bits";
    case ExtensionType::LargeInteger:
        return "a whole number";
    case ExtensionType::Moment:
        break;
    }
    return "a moment such as 2026-01-31T12:00:00Z";
}

Result<Extensions> list_extensions(Ports& ports, TenantId const& tenant)
{
    Extensions found = TRY(of_tenant(ports, tenant));
    TRY(add_those_of_policies(ports, tenant, found));
    return found;
}

Result<Extensions> find_extensions(
    Ports& ports, TenantId const& tenant, std::set<std::string, LessIgnoringCase> const& names)
{
    Extensions found = TRY(of_tenant(ports, tenant));
    if (!std::ranges::all_of(names, [&](std::string const& name) { return found.contains(name); }))
        TRY(add_those_of_policies(ports, tenant, found));
    std::erase_if(found, [&](auto const& one) { return !names.contains(one.first); });
    return found;
}

Result<ClaimValue> read_extension(ExtensionType type, json::Value const& value)
{
    return judged(type, claim_from_json(value));
}

Result<ClaimValue> parse_extension(ExtensionType type, std::string_view text)
{
    switch (type) {
    case ExtensionType::Boolean:
        return judged(type, truth(text));
    case ExtensionType::Integer:
    case ExtensionType::LargeInteger: {
        auto const number = parse_integer(text);
        return judged(type, number ? std::optional<ClaimValue>(std::int64_t{ *number }) : std::nullopt);
    }
    case ExtensionType::Texts:
        return judged(type, ClaimValue(split_words(text, '\n')));
    case ExtensionType::Text:
    case ExtensionType::Moment:
        break;
    }
    return judged(type, ClaimValue(std::string(text)));
}

} // namespace gatehouse::flows
