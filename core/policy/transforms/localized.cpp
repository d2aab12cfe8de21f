// B2C: String claims transformations that depend on the language, or on the claim type they fill.
#include "core/policy/transforms/family.h"
#include "core/policy/transforms/format.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

// The inputs are {0}, {1}, ... in the order of the policy.
Outcome format_localized(TransformArguments& in)
{
    std::string const id = parameter_or(in, "stringFormatId");
    auto const format = in.context->text("FormatLocalizedStringTransformationClaimType", id);
    if (!format)
        return refuse("DefaultMessage", "There is no localized text \"" + id + "\".");
    std::vector<std::string> values;
    for (auto const& [name, value] : in.inputs)
        values.push_back(value ? text_of(*value) : std::string());
    auto text = format_text(*format, values);
    if (!text)
        return std::unexpected(std::move(text).error());
    put(in, "outputClaim", std::move(*text));
    return {};
}

// B2C: outputs are named by the ids of texts; what is missing is an empty text.
Outcome get_localized(TransformArguments& in)
{
    for (std::string const& name : in.output_names)
        put(in, name, in.context->text("GetLocalizedStringsTransformationClaimType", name).value_or(""));
    return {};
}

// The value of the choice that people know by this text.
Outcome get_mapped(TransformArguments& in)
{
    constexpr std::string_view kOutput = "restrictionValueClaim";
    auto const text = text_input(in, "mapFromClaim");
    std::optional<ClaimValue> value;
    if (text) {
        auto const options = in.context->options(kOutput);
        auto const found = std::ranges::find(options, *text, &PageOption::text);
        if (found != options.end())
            value = found->value;
    }
    put(in, kOutput, std::move(value));
    return {};
}

Outcome copy_if_match(TransformArguments& in)
{
    constexpr std::string_view kOutput = "outputClaim";
    ClaimValue const* value = in.input("inputClaim");
    if (value && in.context->satisfies(kOutput, text_of(*value)))
        put(in, kOutput, *value);
    return {};
}

constexpr Names kOne{ "inputClaim" };
constexpr Names kFrom{ "mapFromClaim" };
constexpr Names kFormat{ "stringFormatId" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "CopyClaimIfPredicateMatch", kOne, {}, copy_if_match },
    { "FormatLocalizedString", {}, kFormat, format_localized },
    { "GetLocalizedStringsTransformation", {}, {}, get_localized },
    { "GetMappedValueFromLocalizedCollection", kFrom, {}, get_mapped },
});

} // namespace

std::span<TransformCall const> localized_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
