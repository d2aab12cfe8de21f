#include "core/policy/plan.h"

#include <array>

namespace gatehouse::policy {
namespace {

// "de-AT" has the parent "de"; "" when there is none.
std::string_view parent(std::string_view language)
{
    size_t const dash = language.rfind('-');
    return dash == std::string_view::npos ? std::string_view() : language.substr(0, dash);
}

Resources const* own(Plan const& plan, ContentDefinition const& content, std::string_view language)
{
    auto const reference = content.resources.find(language);
    if (reference == content.resources.end())
        return nullptr;
    auto const found = plan.localization.resources.find(reference->second);
    return found == plan.localization.resources.end() ? nullptr : &found->second;
}

Resources const* built_in(Plan const& plan, std::string_view language)
{
    auto const found = plan.localization.catalogue.find(language);
    return found == plan.localization.catalogue.end() ? nullptr : &found->second;
}

// policy_language.md §2.4: where texts come from, nearest first.
std::array<Resources const*, 6> layers(Plan const& plan, std::string_view content_definition, std::string_view language)
{
    std::array<Resources const*, 6> found{};
    auto const content = plan.content_definitions.find(content_definition);
    if (plan.localization.enabled && content != plan.content_definitions.end()) {
        found[0] = own(plan, content->second, language);
        found[1] = own(plan, content->second, parent(language));
        found[2] = own(plan, content->second, plan.localization.default_language);
    }
    found[3] = built_in(plan, language);
    found[4] = built_in(plan, parent(language));
    found[5] = built_in(plan, "en");
    return found;
}

} // namespace

std::string const* Plan::find_string(std::string_view content_definition, std::string_view language,
    std::string_view element_type, std::string_view element_id, std::string_view string_id) const
{
    std::string const key = std::string(element_type) + "/" + std::string(element_id) + "/" + std::string(string_id);
    for (Resources const* layer : layers(*this, content_definition, language)) {
        if (!layer)
            continue;
        if (auto const found = layer->strings.find(key); found != layer->strings.end())
            return &found->second;
    }
    return nullptr;
}

std::vector<PageOption> const* Plan::find_collection(
    std::string_view content_definition, std::string_view language, std::string_view claim) const
{
    std::string const key = "ClaimType/" + std::string(claim) + "/Restriction";
    for (Resources const* layer : layers(*this, content_definition, language)) {
        if (!layer)
            continue;
        if (auto const found = layer->collections.find(key); found != layer->collections.end())
            return &found->second;
    }
    return nullptr;
}

} // namespace gatehouse::policy
