// B2C: StringCollection claims transformations.
#include "core/policy/transforms/family.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

using Items = std::vector<std::string>;

// A single text counts as a collection of one.
Items items_of(ClaimValue const* value)
{
    if (!value)
        return {};
    if (auto const* items = std::get_if<Items>(value))
        return *items;
    return { text_of(*value) };
}

bool contains(Items const& items, std::string_view wanted, bool ignore_case)
{
    return std::ranges::any_of(items, [&](std::string const& item) { return same_text(item, wanted, ignore_case); });
}

void append(TransformArguments& in, std::optional<std::string> item)
{
    Items items = items_of(in.input("collection"));
    if (item && !contains(items, *item, false))
        items.push_back(std::move(*item));
    put(in, "collection", std::move(items));
}

Outcome add_item(TransformArguments& in)
{
    append(in, text_input(in, "item"));
    return {};
}

Outcome add_parameter(TransformArguments& in)
{
    append(in, parameter_or(in, "item"));
    return {};
}

Outcome single_item(TransformArguments& in)
{
    Items const items = items_of(in.input("collection"));
    put(in, "extractedItem", items.empty() ? std::nullopt : std::optional<ClaimValue>(items.front()));
    return {};
}

Outcome contains_parameter(TransformArguments& in)
{
    put(in, "outputClaim",
        contains(items_of(in.input("inputClaim")), parameter_or(in, "item"), flag(in, "ignoreCase")));
    return {};
}

Outcome contains_claim(TransformArguments& in)
{
    auto const item = text_input(in, "item");
    put(in, "outputClaim", item && contains(items_of(in.input("collection")), *item, flag(in, "ignoreCase")));
    return {};
}

constexpr Names kItem{ "item" };
constexpr Names kInput{ "inputClaim" };
constexpr Names kCollection{ "collection" };
constexpr Names kBoth{ "collection", "item" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AddItemToStringCollection", kItem, {}, add_item },
    { "AddParameterToStringCollection", {}, kItem, add_parameter },
    { "GetSingleItemFromStringCollection", kCollection, {}, single_item },
    { "StringCollectionContains", kInput, kItem, contains_parameter },
    { "StringCollectionContainsClaim", kBoth, {}, contains_claim },
});

} // namespace

std::span<TransformCall const> collection_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
