// Pages of the tenant's own, and its texts. A language has one LocalizedResources for each page, "{page}.{language}",
// as the base has for English and German: where the base has one, the leaf's texts lie over it.
#include "core/policy/leaf_writer.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

bool in_base(std::string_view language)
{
    return language == "en" || language == "de";
}

bool has_texts(FlowLanguage const& language, std::string_view page)
{
    return !language.strings.empty() || language.pages.contains(std::string(page));
}

// Texts of the page in a language that the base does not refer to yet.
bool adds_texts(UserFlow const& flow, std::string_view page)
{
    return std::ranges::any_of(
        flow.languages, [&](FlowLanguage const& one) { return has_texts(one, page) && !in_base(one.code); });
}

// The base calls its accounts by their e-mail address.
std::vector<FlowLanguage> languages_of(UserFlow const& flow)
{
    std::vector<FlowLanguage> languages = flow.languages;
    if (flow.accounts != AccountKind::UserName)
        return languages;
    for (auto const& [code, text] : { std::pair("de", "Benutzername"), std::pair("en", "User name") }) {
        auto const known = std::ranges::find(languages, code, &FlowLanguage::code);
        FlowLanguage& language = known == languages.end() ? languages.emplace_back(FlowLanguage{ code }) : *known;
        language.strings.insert(language.strings.begin(), { "ClaimType/signInName/DisplayName", text });
    }
    return languages;
}

std::string resources_id(std::string_view page, std::string_view language)
{
    return std::string(page) + "." + std::string(language);
}

void write_string(LeafWriter& out, std::string const& id, std::string const& text)
{
    std::vector<std::string> const parts = split(id, '/');
    if (parts.size() == 3 && parts[1].empty())
        return out.text("LocalizedString", text, { { "ElementType", parts[0] }, { "StringId", parts[2] } });
    if (parts.size() == 3)
        return out.text("LocalizedString", text,
            { { "ElementType", parts[0] }, { "ElementId", parts[1] }, { "StringId", parts[2] } });
    bool const error = id.starts_with("UserMessageIf") || id == "DefaultMessage" || id == "AADRequestsThrottled"
        || id == "ResourceOwnerFlowInvalidCredentials" || id == "ServiceThrottled";
    out.text("LocalizedString", text, { { "ElementType", error ? "ErrorMessage" : "UxElement" }, { "StringId", id } });
}

void write_page(LeafWriter& out, std::string_view page, UserFlow const& flow)
{
    auto const own = std::ranges::find(flow.pages, page, &FlowPage::content_definition);
    if (own == flow.pages.end() && !adds_texts(flow, page))
        return;
    out.open("ContentDefinition", { { "Id", page } });
    if (own != flow.pages.end()) {
        out.text("LoadUri", own->address);
        if (!flow.page_sources.empty()) {
            out.open("Metadata");
            out.item("gatehouse.sources", join(flow.page_sources, " "));
            out.close();
        }
    }
    if (adds_texts(flow, page)) {
        out.open("LocalizedResourcesReferences", { { "MergeBehavior", "Prepend" } });
        for (FlowLanguage const& language : flow.languages)
            if (has_texts(language, page) && !in_base(language.code))
                out.empty("LocalizedResourcesReference",
                    { { "Language", language.code },
                        { "LocalizedResourcesReferenceId", resources_id(page, language.code) } });
        out.close();
    }
    out.close();
}

} // namespace

void write_pages(LeafWriter& out, UserFlow const& flow)
{
    auto const adds = [&](std::string_view page) { return adds_texts(flow, page); };
    if (flow.pages.empty() && std::ranges::none_of(flow_pages(), adds))
        return;
    out.open("ContentDefinitions");
    for (std::string_view const page : flow_pages())
        write_page(out, page, flow);
    out.close();
}

void write_localization(LeafWriter& out, UserFlow const& flow)
{
    std::vector<FlowLanguage> const languages = languages_of(flow);
    if (flow.default_language == "en" && languages.empty())
        return;
    out.open("Localization", { { "Enabled", "true" } });
    out.open("SupportedLanguages", { { "DefaultLanguage", flow.default_language }, { "MergeBehavior", "Append" } });
    if (flow.default_language != "en")
        out.text("SupportedLanguage", flow.default_language);
    for (FlowLanguage const& language : languages)
        if (language.code != flow.default_language)
            out.text("SupportedLanguage", language.code);
    out.close();
    for (FlowLanguage const& language : languages) {
        for (std::string_view const page : flow_pages()) {
            if (!has_texts(language, page))
                continue;
            out.open("LocalizedResources", { { "Id", resources_id(page, language.code) } });
            out.open("LocalizedStrings");
            for (auto const& [id, text] : language.strings)
                write_string(out, id, text);
            // The same string once more replaces the former.
            if (auto const own = language.pages.find(std::string(page)); own != language.pages.end())
                for (auto const& [id, text] : own->second)
                    write_string(out, id, text);
            out.close();
            out.close();
        }
    }
    out.close();
}

} // namespace gatehouse::policy
