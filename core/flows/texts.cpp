#include "core/flows/texts.h"

#include "core/flows/flows.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::flows {
namespace {

using policy::FlowLanguage;
using policy::UserFlow;

constexpr auto kBuiltIn = std::to_array<std::string_view>({ "de", "en" });

FlowLanguage& language_of(UserFlow& flow, std::string const& code)
{
    auto const found = std::ranges::find(flow.languages, code, &FlowLanguage::code);
    return found == flow.languages.end() ? flow.languages.emplace_back(FlowLanguage{ code }) : *found;
}

} // namespace

std::string known_language(std::string_view asked)
{
    std::string const language = to_lower(asked);
    auto const known = policy::page_languages();
    for (std::string const& code : { language, language.substr(0, language.find('-')) })
        if (std::ranges::find(known, code) != known.end())
            return code;
    return "";
}

bool is_built_in_language(std::string_view code)
{
    return std::ranges::find(kBuiltIn, code) != kBuiltIn.end();
}

bool speaks(UserFlow const& flow, std::string_view code)
{
    return is_built_in_language(code) || flow.default_language == code || find_language(flow, code);
}

FlowLanguage const* find_language(UserFlow const& flow, std::string_view code)
{
    auto const found = std::ranges::find(flow.languages, code, &FlowLanguage::code);
    return found == flow.languages.end() ? nullptr : &*found;
}

Result<void> add_language(UserFlow& flow, std::string const& code)
{
    if (known_language(code) != code)
        return fail(Fault::Invalid, "No page speaks the language \"" + code + "\": choose one of the list.");
    if (!speaks(flow, code))
        language_of(flow, code);
    return {};
}

Result<void> remove_language(UserFlow& flow, std::string const& code)
{
    if (is_built_in_language(code) || flow.default_language == code)
        return fail(Fault::Conflict, "English, German and the default language stay.");
    std::erase_if(flow.languages, [&](FlowLanguage const& one) { return one.code == code; });
    return {};
}

void set_texts(UserFlow& flow, std::string const& language, std::string const& page, FlowLanguage::Strings strings)
{
    FlowLanguage& own = language_of(flow, language);
    if (strings.empty())
        own.pages.erase(page);
    else
        own.pages[page] = std::move(strings);
}

void set_common_texts(UserFlow& flow, std::string const& language, FlowLanguage::Strings strings)
{
    language_of(flow, language).strings = std::move(strings);
}

std::string full_key(std::string const& key)
{
    if (split(key, '/').size() == 3)
        return key;
    return (key.starts_with("UserMessageIf") ? "ErrorMessage//" : "UxElement//") + key;
}

Result<policy::SharedPlan> plan_without_texts(Ports& ports, Tenant const& tenant, UserFlow flow)
{
    flow.languages = {};
    return plan_of(ports, tenant, flow);
}

CaseMap<std::string> common_texts(policy::Plan const& plan, std::string const& language)
{
    auto const found = plan.localization.catalogue.find(language);
    return found == plan.localization.catalogue.end() ? CaseMap<std::string>() : found->second.strings;
}

CaseMap<std::string> page_texts(policy::Plan const& plan, std::string const& page, std::string const& language)
{
    auto const content = plan.content_definitions.find(page);
    if (content == plan.content_definitions.end())
        return {};
    auto const id = content->second.resources.find(language);
    if (id == content->second.resources.end())
        return {};
    auto const found = plan.localization.resources.find(id->second);
    return found == plan.localization.resources.end() ? CaseMap<std::string>() : found->second.strings;
}

json::Object text_for_file(std::string const& key, std::string const& value, Override is_override)
{
    std::vector<std::string> const parts = split(full_key(key), '/');
    json::Object shown{ { "ElementType", parts[0] } };
    shown.set("ElementId", parts[1].empty() ? json::Value(nullptr) : json::Value(parts[1]));
    shown.set("StringId", parts[2]);
    shown.set("Override", is_override == Override::Yes);
    shown.set("Value", value);
    return shown;
}

Result<FlowLanguage::Strings> texts_of_file(json::Object const& file)
{
    json::Array const* listed = file.array("LocalizedStrings");
    if (!listed)
        return fail(Fault::Invalid, "The file is {\"LocalizedStrings\": [...]}.");
    FlowLanguage::Strings strings;
    for (json::Value const& item : *listed) {
        json::Object const* object = item.as_object();
        std::string const type = object ? object->text("ElementType").value_or("") : "";
        std::string const element = object ? object->text("ElementId").value_or("") : "";
        std::string const id = object ? object->text("StringId").value_or("") : "";
        auto const value = object ? object->text("Value") : std::nullopt;
        if (type.empty() || id.empty() || !value || (type + element + id).find('/') != std::string::npos)
            return fail(Fault::Invalid, "Each of the LocalizedStrings has an ElementType, a StringId and a Value.");
        if (object->boolean("Override").value_or(false))
            strings.emplace_back(type + "/" + element + "/" + id, *value);
    }
    return strings;
}

} // namespace gatehouse::flows
