#include "edges/console/flow_languages.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::FlowLanguage;
using policy::UserFlow;

constexpr char const* kBelow = "/languages";

struct LanguageName {
    std::string_view code;
    std::string_view name;
};
constexpr LanguageName kNames[] = { { "bn", "Bengali" }, { "cs", "Czech" }, { "da", "Danish" }, { "de", "German" },
    { "el", "Greek" }, { "en", "English" }, { "es", "Spanish" }, { "fi", "Finnish" }, { "fr", "French" },
    { "gu", "Gujarati" }, { "hi", "Hindi" }, { "hr", "Croatian" }, { "hu", "Hungarian" }, { "it", "Italian" },
    { "ja", "Japanese" }, { "kn", "Kannada" }, { "ko", "Korean" }, { "ml", "Malayalam" }, { "mr", "Marathi" },
    { "ms", "Malay" }, { "nb", "Norwegian Bokmål" }, { "nl", "Dutch" }, { "pa", "Punjabi" }, { "pl", "Polish" },
    { "pt-br", "Portuguese (Brazil)" }, { "pt-pt", "Portuguese (Portugal)" }, { "ro", "Romanian" }, { "ru", "Russian" },
    { "sk", "Slovak" }, { "sv", "Swedish" }, { "ta", "Tamil" }, { "te", "Telugu" }, { "th", "Thai" },
    { "tr", "Turkish" }, { "zh-hans", "Chinese (simplified)" }, { "zh-hant", "Chinese (traditional)" } };

std::string language_path(Visit const& visit, UserFlow const& flow, std::string_view code)
{
    return flow_path(visit, flow.name, std::string(kBelow) + "/" + std::string(code));
}

// "2 pages", "of all pages".
std::string own_of(UserFlow const& flow, std::string_view code)
{
    FlowLanguage const* language = flows::find_language(flow, code);
    if (!language || (language->pages.empty() && language->strings.empty()))
        return "None";
    std::string words = std::to_string(language->pages.size()) + " of the pages";
    return language->strings.empty() ? words : words + ", and texts of all pages";
}

html::Safe state_of(UserFlow const& flow, std::string_view code)
{
    if (flow.default_language == code)
        return badge(Tone::Good, "Default");
    return badge(Tone::Plain, flows::is_built_in_language(code) ? "Built in" : "Added");
}

bool may_go(UserFlow const& flow, std::string_view code)
{
    return !flows::is_built_in_language(code) && flow.default_language != code;
}

html::Safe language_form(Visit const& visit, UserFlow const& flow, std::string const& action, Field field,
    std::vector<Option> const& options, std::string_view words)
{
    field.required = true;
    return form(visit, flow_path(visit, flow.name, kBelow),
        hidden("action", action) + select_field(field, options) + buttons(button(Look::Secondary, words)));
}

Response languages_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    bool const may = visit.may_write("flows");
    Table list{ .caption = "Languages", .columns = { "Language", "State", "Texts of its own" } };
    if (may)
        list.columns.emplace_back("");
    std::vector<Option> others;
    std::vector<Option> spoken;
    for (LanguageName const& one : kNames) {
        Option const option{ std::string(one.code), language_title(one.code) };
        if (!flows::speaks(flow, one.code)) {
            others.push_back(option);
            continue;
        }
        spoken.push_back(option);
        list.rows.push_back({ link(language_path(visit, flow, one.code), option.text), state_of(flow, one.code),
            text(own_of(flow, one.code)) });
        if (may)
            list.rows.back().push_back(may_go(flow, one.code)
                    ? link(language_path(visit, flow, one.code) + "/remove", "Remove " + std::string(one.name))
                    : html::Safe());
    }
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    content += paragraph("Pages speak what the app asks for by ui_locales, else the first language of the browser that "
                         "the flow has, else the default.")
        + table(list);
    if (may) {
        content += section("add", "Another language",
            language_form(visit, flow, "add",
                { .name = "language",
                    .label = "Language",
                    .help = "Its texts are English until they are written here or uploaded." },
                others, "Add the language"));
        content += section("default", "Default language",
            language_form(visit, flow, "default",
                { .name = "default", .label = "When nothing else is asked for", .value = flow.default_language },
                spoken, "Save"));
    }
    return draw_flow(visit, flow,
        { .title = "Languages", .below = kBelow, .content = std::move(content), .status = why.empty() ? 200 : 400 });
}

Response change_languages(Visit const& visit)
{
    return change_flow(
        visit, kBelow,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            std::string const action = visit.value("action");
            std::string const code = visit.value("language");
            if (action == "add")
                return told(flows::add_language(flow, code));
            if (action != "default")
                return trouble(400, "The page does not know what to do. Load it again.");
            std::string const wanted = visit.value("default");
            if (!flows::speaks(flow, wanted))
                return trouble(400, "The flow does not have the language \"" + wanted + "\": add it first.");
            // A former default stays as a language.
            std::string const before = std::exchange(flow.default_language, wanted);
            return flows::known_language(before) == before ? told(flows::add_language(flow, before)) : Answer<void>();
        },
        [&](UserFlow const& flow, std::string const& why) { return languages_page(visit, flow, why); });
}

// 404 for what the flow does not have.
Answer<std::string> language_of(Visit const& visit, UserFlow const& flow)
{
    std::string code = visit.request.path_value("language");
    if (!flows::speaks(flow, code))
        return trouble(404, "The flow does not have the language \"" + code + "\".");
    return code;
}

std::string count_of(size_t texts)
{
    return texts == 0 ? "None" : std::to_string(texts);
}

Response show_language(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    std::string const code = TRY(language_of(visit, flow));
    auto const pages = TRY(look_at_pages(visit, flow));
    FlowLanguage const* language = flows::find_language(flow, code);
    Table list{ .caption = "Pages", .columns = { "Page", "Texts of its own" } };
    size_t const common = language ? language->strings.size() : 0;
    list.rows.push_back(
        { link(language_path(visit, flow, code) + "/" + std::string(kAllPages), "All pages"), text(count_of(common)) });
    for (FlowPageName const& page : pages) {
        auto const own = language ? language->pages.find(page.id) : decltype(language->pages.end())();
        size_t const count = language && own != language->pages.end() ? own->second.size() : 0;
        list.rows.push_back({ link(language_path(visit, flow, code) + "/" + url::encode(page.id), page.title)
                + text(" ") + console::code(page.id),
            text(count_of(count)) });
    }
    html::Safe content
        = paragraph("The pages that this flow may show, in the order in which people meet them. A text of "
                    "all pages holds wherever a page has none of its own.");
    content += table(list);
    return draw_flow(visit, flow,
        { .title = language_title(code),
            .below = kBelow,
            .above = { { flow_path(visit, flow.name, kBelow), "Languages" } },
            .content = std::move(content) });
}

Response ask_removal(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    std::string const code = TRY(language_of(visit, flow));
    return draw_flow(visit, flow,
        { .title = "Remove " + language_title(code),
            .below = kBelow,
            .above = { { flow_path(visit, flow.name, kBelow), "Languages" } },
            .content = question(visit,
                { .text = "Pages speak the default language instead, and the texts of this one are lost: download what "
                          "is still needed.",
                    .action = visit.request.path,
                    .button = "Remove",
                    .back = flow_path(visit, flow.name, kBelow) }) });
}

Response remove_one(Visit const& visit)
{
    return change_flow(
        visit, kBelow,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            std::string const code = TRY(language_of(visit, flow));
            return told(flows::remove_language(flow, code));
        },
        [&](UserFlow const& flow, std::string const& why) { return languages_page(visit, flow, why); });
}

} // namespace

std::string language_title(std::string_view code)
{
    auto const found = std::ranges::find(kNames, code, &LanguageName::code);
    return found == std::end(kNames) ? std::string(code) : std::string(found->name) + " (" + std::string(code) + ")";
}

Answer<FlowPageText> look_at_page_text(Visit const& visit)
{
    FlowPageText text{ .flow = TRY(look_at_flow(visit)), .language = {}, .page = {}, .previewed = {} };
    text.language = TRY(language_of(visit, text.flow));
    std::string const id = visit.request.path_value("page");
    auto const pages = TRY(look_at_pages(visit, text.flow));
    bool const is_all = id == kAllPages && !pages.empty();
    auto const found = is_all ? pages.begin() : std::ranges::find(pages, id, &FlowPageName::id);
    if (found == pages.end())
        return trouble(404, "The flow does not show the page \"" + id + "\".");
    text.page = is_all ? FlowPageName{ id, "All pages" } : *found;
    text.previewed = found->id;
    return text;
}

std::string text_path(Visit const& visit, FlowPageText const& text, std::string_view below)
{
    return language_path(visit, text.flow, text.language) + "/" + url::encode(text.page.id) + std::string(below);
}

CaseMap<std::string> own_texts(FlowPageText const& text)
{
    FlowLanguage const* language = flows::find_language(text.flow, text.language);
    if (!language)
        return {};
    FlowLanguage::Strings strings = language->strings;
    if (text.page.id != kAllPages) {
        auto const page = language->pages.find(text.page.id);
        strings = page == language->pages.end() ? FlowLanguage::Strings() : page->second;
    }
    CaseMap<std::string> own;
    for (auto const& [key, value] : strings)
        own.insert_or_assign(flows::full_key(key), value);
    return own;
}

FlowLanguage::Strings strings_of(CaseMap<std::string> const& texts)
{
    return { texts.begin(), texts.end() };
}

void set_own_texts(UserFlow& flow, FlowPageText const& text, FlowLanguage::Strings strings)
{
    if (text.page.id == kAllPages)
        flows::set_common_texts(flow, text.language, std::move(strings));
    else
        flows::set_texts(flow, text.language, text.page.id, std::move(strings));
}

FlowPageText of_flow(FlowPageText text, UserFlow const& flow)
{
    text.flow = flow;
    return text;
}

std::vector<Route> flow_language_routes()
{
    std::vector<Route> all{
        { http::Method::Get, "/{id}/languages",
            [](Visit const& visit) -> Response { return languages_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/languages", change_languages },
        { http::Method::Get, "/{id}/languages/{language}", show_language },
        { http::Method::Get, "/{id}/languages/{language}/remove", ask_removal },
        { http::Method::Post, "/{id}/languages/{language}/remove", remove_one },
    };
    for (auto const& more : { flow_text_routes(), flow_text_file_routes(), flow_preview_routes() })
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace gatehouse::console
