#include "edges/graph/flow_languages.h"

#include "core/plans/plans.h"
#include "edges/graph/flow_work.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using policy::FlowLanguage;
using policy::UserFlow;

// Every page speaks these without being told to.
constexpr auto kBuiltIn = std::to_array<std::string_view>({ "de", "en" });
constexpr std::string_view kPagePrefix = "api.";

bool is_built_in(std::string_view language)
{
    return std::ranges::find(kBuiltIn, language) != kBuiltIn.end();
}

// "es-ES" is "es" here; "pt-BR" is itself. 404 for a language that no page speaks.
Answer<std::string> read_language(http::Request const& request)
{
    std::string const asked = to_lower(request.path_value("language"));
    auto const known = policy::page_languages();
    for (std::string const& code : { asked, asked.substr(0, asked.find('-')) })
        if (std::ranges::find(known, code) != known.end())
            return code;
    return std::unexpected(not_found(request.path_value("language")));
}

FlowLanguage const* find_language(UserFlow const& flow, std::string_view code)
{
    auto const found = std::ranges::find(flow.languages, code, &FlowLanguage::code);
    return found == flow.languages.end() ? nullptr : &*found;
}

bool is_enabled(UserFlow const& flow, std::string_view code)
{
    return is_built_in(code) || flow.default_language == code || find_language(flow, code);
}

json::Object show(UserFlow const& flow, std::string const& code)
{
    return { { "id", code }, { "isEnabled", is_enabled(flow, code) }, { "displayName", code } };
}

std::string languages_of(UserFlow const& flow)
{
    return "identity/b2cUserFlows('" + flow.name + "')/languages";
}

// "signuporsignin" is the content definition "api.signuporsignin".
Answer<std::string> read_page(http::Request const& request)
{
    std::string const id = std::string(kPagePrefix) + to_lower(request.path_value("page"));
    auto const known = policy::flow_pages();
    if (std::ranges::find(known, id) == known.end())
        return std::unexpected(not_found(request.path_value("page")));
    return id;
}

Answer<http::Response> list_pages(
    Graph& graph, Caller const& caller, http::Request const& request, std::string const& of, bool only_overridden)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    std::string const code = TRY(read_language(request));
    FlowLanguage const* language = find_language(flow, code);
    json::Array value;
    for (std::string_view const page : policy::flow_pages())
        if (!only_overridden || (language && language->pages.contains(std::string(page))))
            value.emplace_back(json::Object{ { "id", std::string(page.substr(kPagePrefix.size())) } });
    return list_response(request, languages_of(flow) + "('" + code + "')/" + of, std::move(value));
}

enum class Override { No, Yes };

// "ClaimType/email/DisplayName", "UxElement//button_continue" and "button_continue" alike.
json::Object show_string(std::string const& key, std::string const& value, Override is_override)
{
    std::vector<std::string> parts = split(key, '/');
    if (parts.size() != 3)
        parts = { key.starts_with("UserMessageIf") ? "ErrorMessage" : "UxElement", "", key };
    json::Object shown{ { "ElementType", parts[0] } };
    shown.set("ElementId", parts[1].empty() ? json::Value(nullptr) : json::Value(parts[1]));
    shown.set("StringId", parts[2]);
    shown.set("Override", is_override == Override::Yes);
    shown.set("Value", value);
    return shown;
}

http::Response strings_response(json::Array strings)
{
    return json_response(200, { { "LocalizedStrings", std::move(strings) } });
}

// What the server's own pages say, without the flow's texts.
Answer<CaseMap<std::string>> default_strings(
    Ports& ports, Caller const& caller, UserFlow flow, std::string const& page, std::string const& language)
{
    flow.languages = {};
    std::string const xml = policy::leaf_xml(flow, caller.tenant.domain);
    policy::FindSource const stored = find_source(ports, caller.tenant.id);
    auto const compiled
        = TRY(policy::compile(flow.name, [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
              if (equals_ignoring_case(id, flow.name))
                  return policy::SourceFile{ flow.name, xml };
              return stored(id);
          }));
    CaseMap<std::string> strings;
    if (!compiled.plan)
        return strings;
    auto const take = [&](CaseMap<policy::Resources> const& from, std::string const& id) {
        if (auto const found = from.find(id); found != from.end())
            for (auto const& [key, text] : found->second.strings)
                strings.insert_or_assign(key, text);
    };
    policy::Localization const& localization = compiled.plan->localization;
    take(localization.catalogue, language);
    auto const content = compiled.plan->content_definitions.find(page);
    if (content != compiled.plan->content_definitions.end())
        if (auto const resources = content->second.resources.find(language);
            resources != content->second.resources.end())
            take(localization.resources, resources->second);
    return strings;
}

// What the file overrides; the rest of a file that was downloaded is passed over.
Answer<FlowLanguage::Strings> read_strings(http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    json::Array const* listed = body.array("LocalizedStrings");
    if (!listed)
        return std::unexpected(bad_request("The body is {\"LocalizedStrings\": [...]}."));
    FlowLanguage::Strings strings;
    for (json::Value const& item : *listed) {
        json::Object const* object = item.as_object();
        std::string const type = object ? object->text("ElementType").value_or("") : "";
        std::string const element = object ? object->text("ElementId").value_or("") : "";
        std::string const id = object ? object->text("StringId").value_or("") : "";
        auto const value = object ? object->text("Value") : std::nullopt;
        if (type.empty() || id.empty() || !value || (type + element + id).find('/') != std::string::npos)
            return std::unexpected(
                invalid_value("LocalizedStrings", "Each has an ElementType, a StringId and a Value."));
        if (object->boolean("Override").value_or(false))
            strings.emplace_back(type + "/" + element + "/" + id, *value);
    }
    return strings;
}

} // namespace

Answer<http::Response> list_languages(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    json::Array value;
    for (std::string_view const code : policy::page_languages())
        if (is_enabled(flow, code))
            value.emplace_back(show(flow, std::string(code)));
    return list_response(request, languages_of(flow), std::move(value));
}

Answer<http::Response> get_language(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    std::string const code = TRY(read_language(request));
    if (!is_enabled(flow, code))
        return std::unexpected(not_found(request.path_value("language")));
    return entity_response(200, request, languages_of(flow), show(flow, code));
}

Answer<http::Response> put_language(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(expect_only(body, { "id", "isEnabled", "displayName" }));
    std::string const code = TRY(read_language(request));
    bool const on = body.boolean("isEnabled").value_or(true);
    bool is_new = false;
    json::Object shown;
    std::string of;
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        if (!on && (is_built_in(code) || flow.default_language == code))
            return std::unexpected(invalid_value("isEnabled", "English, German and the default language stay."));
        is_new = on && !is_enabled(flow, code);
        if (!on)
            std::erase_if(flow.languages, [&](FlowLanguage const& one) { return one.code == code; });
        else if (is_new)
            flow.languages.push_back({ code });
        shown = show(flow, code);
        of = languages_of(flow);
        return {};
    }));
    return is_new ? entity_response(201, request, of, shown) : no_content();
}

Answer<http::Response> delete_language(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        if (std::erase_if(flow.languages, [&](FlowLanguage const& one) { return one.code == code; }) == 0)
            return std::unexpected(not_found(request.path_value("language")));
        return {};
    }));
    return no_content();
}

Answer<http::Response> list_default_pages(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list_pages(graph, caller, request, "defaultPages", false);
}

Answer<http::Response> list_override_pages(Graph& graph, Caller const& caller, http::Request const& request)
{
    return list_pages(graph, caller, request, "overridesPages", true);
}

Answer<http::Response> read_default_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        UserFlow const flow = TRY(load_flow(ports, caller, request));
        json::Array strings;
        for (auto const& [key, text] : TRY(default_strings(ports, caller, flow, page, code)))
            strings.emplace_back(show_string(key, text, Override::No));
        return strings_response(std::move(strings));
    });
}

Answer<http::Response> read_override_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    FlowLanguage const* language = find_language(flow, code);
    if (!language || !language->pages.contains(page))
        return std::unexpected(not_found(request.path_value("page")));
    json::Array strings;
    for (auto const& [key, text] : language->pages.at(page))
        strings.emplace_back(show_string(key, text, Override::Yes));
    return strings_response(std::move(strings));
}

Answer<http::Response> put_override_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    FlowLanguage::Strings const strings = TRY(read_strings(request));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        auto language = std::ranges::find(flow.languages, code, &FlowLanguage::code);
        if (language == flow.languages.end())
            language = flow.languages.insert(flow.languages.end(), { code });
        if (strings.empty())
            language->pages.erase(page);
        else
            language->pages[page] = strings;
        return {};
    }));
    return no_content();
}

Answer<http::Response> delete_override_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        auto language = std::ranges::find(flow.languages, code, &FlowLanguage::code);
        if (language == flow.languages.end() || language->pages.erase(page) == 0)
            return std::unexpected(not_found(request.path_value("page")));
        return {};
    }));
    return no_content();
}

} // namespace gatehouse::graph
