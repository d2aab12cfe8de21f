#include "apps/insurance_web/texts.h"
#include "libs/base/text.h"

namespace gatehouse::insurance_web {
namespace {

// "0.8" as 800; a broken weight counts as none.
int thousandths(std::string_view weight)
{
    if (weight.empty() || weight.front() == '1')
        return 1000;
    if (!weight.starts_with("0"))
        return 0;
    std::string digits(weight.substr(std::min<size_t>(2, weight.size())));
    digits.resize(3, '0');
    return static_cast<int>(parse_integer(digits).value_or(0));
}

} // namespace

std::string_view tag(Language language)
{
    return language == Language::German ? "de" : "en";
}

Language choose_language(std::string_view accept_language)
{
    Language best = Language::English;
    int best_weight = 0;
    for (std::string const& entry : split(accept_language, ',')) {
        std::vector<std::string> const parts = split(entry, ';');
        std::string const range = to_lower(trim(parts.front()));
        std::string_view const parameter = parts.size() > 1 ? trim(parts[1]) : std::string_view();
        int const weight = parameter.starts_with("q=") ? thousandths(parameter.substr(2)) : 1000;
        std::string const primary = range.substr(0, range.find('-'));
        if ((primary != "de" && primary != "en") || weight <= best_weight)
            continue;
        best = primary == "de" ? Language::German : Language::English;
        best_weight = weight;
    }
    return best;
}

} // namespace gatehouse::insurance_web
