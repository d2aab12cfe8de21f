#include "edges/graph/flow_languages.h"

#include "core/flows/texts.h"
#include "edges/graph/flow_work.h"
#include "edges/graph/small_list.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

using policy::FlowLanguage;
using policy::UserFlow;

constexpr std::string_view kPagePrefix = "api.";

// 404 for a language that no page speaks.
Answer<std::string> read_language(http::Request const& request)
{
    std::string const asked = request.path_value("language");
    std::string code = flows::known_language(asked);
    if (code.empty())
        return std::unexpected(not_found(asked));
    return code;
}

json::Object show(UserFlow const& flow, std::string const& code)
{
    return { { "id", code }, { "isEnabled", flows::speaks(flow, code) }, { "displayName", code } };
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
    FlowLanguage const* language = flows::find_language(flow, code);
    SmallList list{ .set = languages_of(flow) + "('" + code + "')/" + of,
        .type = "UserFlowLanguagePage",
        .items = {},
        .texts = { "id" },
        .order = SmallList::Order::Given };
    for (std::string_view const page : policy::flow_pages())
        if (!only_overridden || (language && language->pages.contains(std::string(page))))
            list.items.push_back({ { "id", std::string(page.substr(kPagePrefix.size())) } });
    return answer_list(graph, caller, request, std::move(list));
}

http::Response strings_response(json::Array strings)
{
    return json_response(200, { { "LocalizedStrings", std::move(strings) } });
}

} // namespace

Answer<http::Response> list_languages(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    SmallList list{ .set = languages_of(flow),
        .type = "UserFlowLanguageConfiguration",
        .items = {},
        .texts = { "id", "displayName" },
        .truths = { "isEnabled" },
        .order = SmallList::Order::Given };
    for (std::string_view const code : policy::page_languages())
        if (flows::speaks(flow, code))
            list.items.push_back(show(flow, std::string(code)));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> get_language(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    std::string const code = TRY(read_language(request));
    if (!flows::speaks(flow, code))
        return std::unexpected(not_found(request.path_value("language")));
    return answer_one(request, 200, languages_of(flow), show(flow, code));
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
        is_new = on && !flows::speaks(flow, code);
        auto const done = on ? flows::add_language(flow, code) : flows::remove_language(flow, code);
        if (!done)
            return std::unexpected(invalid_value("isEnabled", done.error().detail));
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
        policy::SharedPlan const plan = TRY(told(flows::plan_without_texts(ports, caller.tenant, flow)));
        CaseMap<std::string> texts = flows::page_texts(*plan, page, code);
        texts.merge(flows::common_texts(*plan, code));
        json::Array strings;
        for (auto const& [key, text] : texts)
            strings.emplace_back(flows::text_for_file(key, text, flows::Override::No));
        return strings_response(std::move(strings));
    });
}

Answer<http::Response> read_override_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    FlowLanguage const* language = flows::find_language(flow, code);
    if (!language || !language->pages.contains(page))
        return std::unexpected(not_found(request.path_value("page")));
    json::Array strings;
    for (auto const& [key, text] : language->pages.at(page))
        strings.emplace_back(flows::text_for_file(key, text, flows::Override::Yes));
    return strings_response(std::move(strings));
}

Answer<http::Response> put_override_page(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const code = TRY(read_language(request));
    std::string const page = TRY(read_page(request));
    json::Object const file = TRY(read_body(request));
    FlowLanguage::Strings const strings = TRY(told(flows::texts_of_file(file)));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        flows::set_texts(flow, code, page, strings);
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
