#include "core/policy/flow_parts.h"

#include "core/policy/build.h"
#include "core/policy/words.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr auto kControls = std::to_array<Word<InputControl>>({
    { "text", InputControl::Text },
    { "email", InputControl::Email },
    { "number", InputControl::Number },
    { "date", InputControl::Date },
    { "dropdown", InputControl::Dropdown },
    { "radio", InputControl::Radio },
    { "multiSelect", InputControl::MultiSelect },
    { "checkBox", InputControl::CheckBox },
    { "paragraph", InputControl::Paragraph },
});
constexpr auto kTypes = std::to_array<Word<AttributeType>>({
    { "text", AttributeType::Text },
    { "boolean", AttributeType::Boolean },
    { "integer", AttributeType::Integer },
});
constexpr auto kLanguages = std::to_array<std::string_view>({ "bn", "cs", "da", "de", "el", "en", "es", "fi", "fr",
    "gu", "hi", "hr", "hu", "it", "ja", "kn", "ko", "ml", "mr", "ms", "nb", "nl", "pa", "pl", "pt-br", "pt-pt", "ro",
    "ru", "sk", "sv", "ta", "te", "th", "tr", "zh-hans", "zh-hant" });
constexpr auto kPages = std::to_array<std::string_view>({ "api.blocked", "api.localaccountpasswordchange",
    "api.factors", "api.idpselections.signup", "api.localaccountpasswordreset", "api.localaccountsignup",
    "api.mfachoose", "api.mfaemail", "api.passkeyenrol", "api.passkeyoffer", "api.passkeyverify", "api.phonechange",
    "api.phoneconfirm", "api.phonefactor", "api.phonenumber", "api.phonerecovery", "api.phonesignup",
    "api.profilechoose", "api.recoverycode", "api.recoverycodes", "api.selfasserted", "api.selfasserted.profileupdate",
    "api.signinagain", "api.signuporsignin", "api.totpenrol", "api.totpverify" });

} // namespace

Result<AttributeSettings> attribute_from_json(json::Object const& object)
{
    AttributeSettings settings;
    auto const type = find_word(kTypes, object.text("type").value_or(""));
    settings.control = find_word(kControls, object.text("control").value_or(""));
    if (!type || (object.find("control") && !settings.control))
        return fail(Fault::Invalid,
            "attribute: \"type\" must be text, boolean or integer, and \"control\" text, email, number, date, "
            "dropdown, "
            "radio, multiSelect, checkBox or paragraph");
    settings.type = *type;
    settings.required = object.boolean("required").value_or(false);
    settings.label = object.text("label").value_or("");
    settings.help = object.text("help").value_or("");
    if (json::Object const* options = object.object("options"))
        for (json::Member const& option : options->members())
            settings.options.push_back({ option.name, option.value.as_text() ? *option.value.as_text() : option.name });
    return settings;
}

json::Object to_json(AttributeSettings const& settings)
{
    json::Object object{ { "type", word_of(kTypes, settings.type) }, { "required", settings.required },
        { "label", settings.label }, { "help", settings.help } };
    if (settings.control)
        object.set("control", word_of(kControls, *settings.control));
    json::Object options;
    for (AttributeOption const& option : settings.options)
        options.set(option.value, option.text);
    object.set("options", std::move(options));
    return object;
}

std::span<std::string_view const> page_languages()
{
    return kLanguages;
}

std::span<std::string_view const> flow_pages()
{
    return kPages;
}

Result<void> read_attributes(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong(member, "an object");
    for (json::Member const& item : object->members()) {
        json::Object const* settings = item.value.as_object();
        if (!settings)
            return wrong(member, "an object of objects");
        flow.attributes.insert_or_assign(item.name, TRY(attribute_from_json(*settings)));
    }
    return {};
}

namespace {

Result<void> add_string(json::Member const& text, std::string_view member, FlowLanguage::Strings& strings)
{
    if (!text.value.as_text())
        return wrong(member, "languages whose strings are texts");
    strings.emplace_back(text.name, *text.value.as_text());
    return {};
}

json::Object json_of(FlowLanguage::Strings const& strings)
{
    json::Object object;
    for (auto const& [id, text] : strings)
        object.set(id, text);
    return object;
}

} // namespace

Result<void> read_languages(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong(member, "an object");
    for (json::Member const& item : object->members()) {
        json::Object const* strings = item.value.as_object();
        if (!strings || std::ranges::find(kLanguages, item.name) == kLanguages.end())
            return wrong(member, "languages of the pages, each with its strings");
        FlowLanguage language{ item.name };
        for (json::Member const& text : strings->members()) {
            json::Object const* page = text.value.as_object();
            if (!page) {
                TRY(add_string(text, member, language.strings));
                continue;
            }
            if (std::ranges::find(kPages, text.name) == kPages.end())
                return wrong(member, "languages whose pages are " + join({ kPages.begin(), kPages.end() }, ", "));
            for (json::Member const& own : page->members())
                TRY(add_string(own, member, language.pages[text.name]));
        }
        flow.languages.push_back(std::move(language));
    }
    return {};
}

Result<void> read_pages(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong(member, "an object");
    for (json::Member const& item : object->members()) {
        if (!item.value.as_text() || std::ranges::find(kPages, item.name) == kPages.end())
            return wrong(member, "addresses by page: " + join({ kPages.begin(), kPages.end() }, ", "));
        if (!is_callable_address(*item.value.as_text()))
            return wrong(member, "https addresses; not one: " + *item.value.as_text());
        flow.pages.push_back({ item.name, *item.value.as_text() });
    }
    return {};
}

Result<void> read_page_sources(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Array const* array = value.as_array();
    if (!array)
        return wrong(member, "a list of origins");
    for (json::Value const& item : *array) {
        std::string const* origin = item.as_text();
        auto const url = url::parse(origin ? *origin : std::string());
        if (!url || url->origin() != *origin)
            return wrong(member, "a list of origins like https://cdn.contoso.example");
        flow.page_sources.push_back(*origin);
    }
    return {};
}

void add_parts(json::Object& object, UserFlow const& flow)
{
    json::Object attributes;
    for (auto const& [name, settings] : flow.attributes)
        attributes.set(name, to_json(settings));
    json::Object languages;
    for (FlowLanguage const& language : flow.languages) {
        json::Object strings = json_of(language.strings);
        for (auto const& [page, own] : language.pages)
            strings.set(page, json_of(own));
        languages.set(language.code, std::move(strings));
    }
    json::Object pages;
    for (FlowPage const& page : flow.pages)
        pages.set(page.content_definition, page.address);
    if (!attributes.empty())
        object.set("attributes", std::move(attributes));
    if (!languages.empty())
        object.set("languages", std::move(languages));
    if (!pages.empty())
        object.set("pages", std::move(pages));
    if (!flow.page_sources.empty())
        object.set("pageSources", json::Array(flow.page_sources.begin(), flow.page_sources.end()));
}

} // namespace gatehouse::policy
