#include "libs/phone/phone.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::phone {
namespace {

constexpr std::string_view kSeparators = " -./()\t";
constexpr size_t kLongest = 40; // of what is typed, in bytes

// Digits with an optional "+" before them; nothing for any other text. An international number may have the trunk
// prefix in brackets, "+49 (0)170", which is not part of it.
std::optional<std::string> strip(std::string_view text)
{
    if (text.size() > kLongest)
        return std::nullopt;
    std::string digits;
    for (char const c : replace_all(std::string(trim(text)), "(0)", "")) {
        if (c == '+' && digits.empty())
            digits += c;
        else if (c >= '0' && c <= '9')
            digits += c;
        else if (kSeparators.find(c) == std::string_view::npos)
            return std::nullopt;
    }
    if (digits.starts_with("00"))
        digits.replace(0, 2, "+");
    return digits;
}

bool fits(Country const& country, std::string_view national)
{
    auto const length = static_cast<int>(national.size());
    // E.164 §6.2.1: at most 15 digits with the calling code.
    return length >= country.shortest && length <= country.longest && national.size() + country.code.size() <= 15;
}

bool has_prefix(Country const& country, std::string_view national)
{
    return std::ranges::any_of(
        split_words(country.prefixes), [&](std::string const& prefix) { return national.starts_with(prefix); });
}

std::optional<Number> number_of(Country const& country, std::string_view national)
{
    if (!fits(country, national))
        return std::nullopt;
    std::string const code = "+" + std::string(country.code);
    return Number{ code + std::string(national), code, std::string(national), std::string(country.region) };
}

// No calling code is the beginning of another; of several countries with one code, that with the prefix wins.
std::optional<Number> parse_international(std::string_view digits)
{
    Country const* main = nullptr;
    for (Country const& country : countries()) {
        if (!digits.starts_with(country.code))
            continue;
        std::string_view const national = digits.substr(country.code.size());
        if (!country.prefixes.empty() && has_prefix(country, national))
            return number_of(country, national);
        if (country.prefixes.empty())
            main = &country;
    }
    return main ? number_of(*main, digits.substr(main->code.size())) : std::nullopt;
}

} // namespace

std::optional<Number> parse(std::string_view text, std::string_view region)
{
    auto const digits = strip(text);
    if (!digits || digits->empty())
        return std::nullopt;
    if (digits->front() == '+')
        return parse_international(std::string_view(*digits).substr(1));
    auto const found = std::ranges::find_if(
        countries(), [&](Country const& country) { return equals_ignoring_case(country.region, region); });
    if (found == countries().end())
        return std::nullopt;
    std::string_view national = *digits;
    // No number of a country with a trunk prefix begins with 0; with 1 or 8 many do.
    bool const has_trunk = !found->trunk.empty() && national.starts_with(found->trunk);
    if (has_trunk && (found->trunk.front() == '0' || !fits(*found, national)))
        national.remove_prefix(found->trunk.size());
    // Within the calling code the number may still be a neighbour's.
    return fits(*found, national) ? parse_international(std::string(found->code) + std::string(national))
                                  : std::nullopt;
}

} // namespace gatehouse::phone
