#include "core/model/claims.h"

#include "libs/base/text.h"

namespace gatehouse {

std::string text_of(ClaimValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return *text;
    if (auto const* flag = std::get_if<bool>(&value))
        return *flag ? "True" : "False";
    if (auto const* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    return join(std::get<std::vector<std::string>>(value), ",");
}

json::Value to_json(ClaimValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return *text;
    if (auto const* flag = std::get_if<bool>(&value))
        return *flag;
    if (auto const* number = std::get_if<std::int64_t>(&value))
        return *number;
    json::Array items;
    for (std::string const& item : std::get<std::vector<std::string>>(value))
        items.emplace_back(item);
    return items;
}

std::optional<ClaimValue> claim_from_json(json::Value const& value)
{
    if (auto const* text = value.as_text())
        return ClaimValue(*text);
    if (auto const* flag = value.as_bool())
        return ClaimValue(*flag);
    if (auto const* number = value.as_integer())
        return ClaimValue(*number);
    if (auto const* array = value.as_array()) {
        std::vector<std::string> items;
        for (json::Value const& item : *array) {
            auto const* text = item.as_text();
            if (!text)
                return std::nullopt;
            items.push_back(*text);
        }
        return ClaimValue(std::move(items));
    }
    return std::nullopt;
}

} // namespace gatehouse
