#include "core/journey/texts.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace gatehouse::journey {
namespace {

constexpr std::string_view kPagePrefix = "UxElement//";

std::string parent_of(std::string_view language)
{
    size_t const dash = language.find('-');
    return std::string(dash == std::string_view::npos ? language : language.substr(0, dash));
}

bool is_supported(policy::Localization const& localization, std::string_view language)
{
    return equals_ignoring_case(language, localization.default_language)
        || std::ranges::any_of(
            localization.languages, [&](std::string const& one) { return equals_ignoring_case(one, language); });
}

std::string supported_form(policy::Localization const& localization, std::string_view language)
{
    std::string const lower = to_lower(trim(language));
    if (lower.empty())
        return {};
    if (is_supported(localization, lower))
        return lower;
    std::string parent = parent_of(lower);
    return is_supported(localization, parent) ? parent : std::string();
}

struct Wish {
    std::string language;
    int weight = 1000; // of q, in thousandths
};

// "0.8" is 800. RFC 9110 §12.4.2.
int weight_of(std::string_view text)
{
    size_t const equals = text.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(trim(text.substr(0, equals)), "q"))
        return 1000;
    std::string_view const number = trim(text.substr(equals + 1));
    if (number.empty() || number.front() != '0')
        return number == "1" || number.starts_with("1.") ? 1000 : 0;
    std::string digits(number.size() > 2 ? number.substr(2, 3) : std::string_view());
    digits.resize(3, '0');
    return static_cast<int>(parse_integer(digits).value_or(0));
}

std::vector<Wish> wishes_of(std::string_view accept_language)
{
    std::vector<Wish> wishes;
    for (std::string const& entry : split(accept_language, ',')) {
        std::vector<std::string> const parts = split(entry, ';');
        int const weight = parts.size() > 1 ? weight_of(parts[1]) : 1000;
        if (weight > 0)
            wishes.push_back({ std::string(trim(parts.front())), weight });
    }
    // Equal weights keep the order of the header.
    std::map<int, std::vector<Wish>, std::greater<>> by_weight;
    for (Wish& wish : wishes)
        by_weight[wish.weight].push_back(std::move(wish));
    std::vector<Wish> sorted;
    for (auto& [weight, group] : by_weight)
        std::ranges::move(group, std::back_inserter(sorted));
    return sorted;
}

void overlay(CaseMap<std::string>& out, CaseMap<policy::Resources> const& resources, std::string_view id)
{
    auto const found = resources.find(id);
    if (found == resources.end())
        return;
    for (auto const& [key, text] : found->second.strings)
        if (key.size() > kPagePrefix.size()
            && equals_ignoring_case(std::string_view(key).substr(0, kPagePrefix.size()), kPagePrefix))
            out.insert_or_assign(key.substr(kPagePrefix.size()), text);
}

std::string filled_in(std::string text, std::vector<std::string> const& arguments)
{
    for (size_t i = 0; i < arguments.size(); ++i)
        text = replace_all(std::move(text), "{" + std::to_string(i) + "}", arguments[i]);
    return text;
}

} // namespace

std::string choose_language(
    policy::Localization const& localization, std::string_view ui_locales, std::string_view accept_language)
{
    for (std::string const& wish : split_words(ui_locales))
        if (std::string found = supported_form(localization, wish); !found.empty())
            return found;
    for (Wish const& wish : wishes_of(accept_language))
        if (std::string found = supported_form(localization, wish.language); !found.empty())
            return found;
    return to_lower(localization.default_language);
}

std::string Texts::find(
    std::string_view element, std::string_view id, std::string_view string_id, std::string_view otherwise) const
{
    std::string const* found = plan_.find_string(content_definition_, language_, element, id, string_id);
    return found ? *found : std::string(otherwise);
}

CaseMap<std::string> Texts::page_strings() const
{
    // The weaker first, so that the stronger overwrites: the reverse of Plan::find_string.
    std::vector<std::string> const stronger{ "en", parent_of(language_), language_ };
    CaseMap<std::string> out;
    for (std::string const& language : stronger)
        overlay(out, plan_.localization.catalogue, language);
    auto const definition = plan_.content_definitions.find(content_definition_);
    if (!plan_.localization.enabled || definition == plan_.content_definitions.end())
        return out;
    for (std::string const& language : { to_lower(plan_.localization.default_language), stronger[1], stronger[2] })
        if (auto const id = definition->second.resources.find(language); id != definition->second.resources.end())
            overlay(out, plan_.localization.resources, id->second);
    return out;
}

std::vector<PageOption> Texts::options(policy::ClaimType const& claim) const
{
    auto const* localised = plan_.find_collection(content_definition_, language_, claim.id);
    return localised ? *localised : claim.options;
}

std::string message(
    Texts const& texts, policy::Profile const* page, policy::Profile const* failed, Failure const& failure)
{
    for (policy::Profile const* profile : { page, failed })
        if (profile && !failure.message_id.empty())
            if (auto const found = profile->metadata.find(failure.message_id); found != profile->metadata.end())
                return filled_in(found->second.source, failure.arguments);
    return filled_in(texts.find("ErrorMessage", "", failure.message_id, failure.text), failure.arguments);
}

} // namespace gatehouse::journey
