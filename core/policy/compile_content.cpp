#include "core/policy/build.h"

#include "libs/url/url.h"

#include <array>

namespace gatehouse::policy {
namespace {

struct PageName {
    std::string_view name; // in "urn:com:microsoft:aad:b2c:elements:contract:{name}:2.1.5"
    std::optional<PageKind> kind;
};
constexpr auto kPages = std::to_array<PageName>({
    { "unifiedssp", PageKind::SignIn },
    { "unifiedssd", PageKind::SignIn },
    { "selfasserted", PageKind::SelfAsserted },
    { "multifactor", PageKind::PhoneFactor },
    { "providerselection", PageKind::ProviderSelection },
    { "idpselection", PageKind::ProviderSelection },
    // Errors are drawn by the edge; its content definition only names the look.
    { "globalexception", PageKind::SelfAsserted },
});

PageKind page_of(Build& build, Element const& element)
{
    Element const* uri = element.child("DataUri");
    if (!uri)
        return PageKind::SelfAsserted;
    for (std::string const& part : split(uri->text, ':'))
        for (PageName const& page : kPages)
            if (equals_ignoring_case(part, page.name))
                return *page.kind;
    build.diagnostics.warning(
        *uri, "The page of the DataUri \"" + uri->text + "\" is not known.", "it is drawn like selfasserted");
    return PageKind::SelfAsserted;
}

// B2C: "~/tenant/..." names a template of the service; anything else is a page of the tenant's own.
Template compile_load_uri(Build& build, Element const& element)
{
    Template made = make_template(build, element, element.text);
    std::string const plain = replace_all(replace_all(element.text, "{", ""), "}", "");
    auto const url = url::parse(plain);
    bool const fetched = url && (url->scheme == "https" || url::is_loopback_host(url->host));
    if (!element.text.empty() && !element.text.starts_with('~') && !fetched)
        build.diagnostics.warning(
            element, "The page at the LoadUri \"" + element.text + "\" is not fetched.", "an https address is needed");
    return made;
}

void compile_definition(Build& build, std::string const& id, Element const& element)
{
    ContentDefinition content;
    content.id = id;
    if (Element const* own = element.child("LoadUri"))
        content.load_uri = compile_load_uri(build, *own);
    content.data_uri = element.child_text("DataUri");
    content.page = page_of(build, element);
    if (Element const* list = element.child("Metadata"))
        for (Element const& item : list->children)
            content.metadata.insert_or_assign(item.value("Key"), item.text);
    if (Element const* list = element.child("LocalizedResourcesReferences"))
        for (Element const& item : list->children) {
            std::string const reference = item.value("LocalizedResourcesReferenceId");
            if (reference.empty()) {
                build.diagnostics.warning(item, "A LocalizedResourcesReference by Url has no effect.");
                continue;
            }
            content.resources.insert_or_assign(to_lower(item.value("Language")), reference);
            if (!build.plan.localization.resources.contains(reference))
                build.dangling(item, "LocalizedResources", reference);
        }
    build.plan.content_definitions.emplace(id, std::move(content));
}

std::string key_of(Element const& item, std::string_view last)
{
    return item.value("ElementType") + "/" + item.value("ElementId") + "/" + item.value(last);
}

Resources compile_resources(Element const& element)
{
    Resources resources;
    resources.id = element.value("Id");
    if (Element const* list = element.child("LocalizedStrings"))
        for (Element const& item : list->children)
            resources.strings.insert_or_assign(key_of(item, "StringId"), item.text);
    if (Element const* list = element.child("LocalizedCollections"))
        for (Element const& collection : list->children) {
            std::vector<PageOption> options;
            for (Element const& item : collection.children)
                options.push_back({ item.value("Value"), item.value("Text"), item.flag("SelectByDefault", false) });
            resources.collections.insert_or_assign(key_of(collection, "TargetCollection"), std::move(options));
        }
    return resources;
}

void compile_localization(Build& build, Element const& element)
{
    Localization& localization = build.plan.localization;
    localization.enabled = element.flag("Enabled", false);
    for (Element const& item : element.children) {
        if (item.name == "SupportedLanguages") {
            if (std::string const* language = item.find("DefaultLanguage"))
                localization.default_language = to_lower(*language);
            for (Element const& language : item.children)
                localization.languages.push_back(to_lower(language.text));
        }
        if (item.name == "LocalizedResources")
            localization.resources.insert_or_assign(item.value("Id"), compile_resources(item));
    }
}

} // namespace

void compile_content(Build& build)
{
    Element const* blocks = build.root.child("BuildingBlocks");
    Element const* localization = blocks ? blocks->child("Localization") : nullptr;
    if (localization)
        compile_localization(build, *localization);
    for (auto const& [id, element] : build.index.contents)
        compile_definition(build, id, *element);
}

void read_catalogue(Plan& plan, Element const& root)
{
    constexpr std::string_view kPrefix = "catalogue.";
    Element const* blocks = root.child("BuildingBlocks");
    Element const* localization = blocks ? blocks->child("Localization") : nullptr;
    if (!localization)
        return;
    for (Element const& item : localization->children) {
        std::string const id = item.value("Id");
        if (item.name == "LocalizedResources" && id.starts_with(kPrefix))
            plan.localization.catalogue.insert_or_assign(id.substr(kPrefix.size()), compile_resources(item));
    }
}

} // namespace gatehouse::policy
