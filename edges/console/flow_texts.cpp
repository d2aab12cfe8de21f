// The texts of one page in one language, beside the page as it will be.
#include "edges/console/flow_languages.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr std::string_view kField = "text.";
// A form holds 200 values; more are found by searching.
constexpr size_t kShown = 150;
constexpr size_t kLongest = 2000;

struct Text {
    std::string key; // "UxElement//button_signin"
    std::string built_in;
};

// Labels and helps of the fields, which English pages have from the attributes themselves.
CaseMap<std::string> field_texts(Page const& page)
{
    CaseMap<std::string> all;
    for (PageField const& field : page.fields) {
        if (!field.label.empty())
            all.insert_or_assign("ClaimType/" + field.id + "/DisplayName", field.label);
        if (!field.help.empty())
            all.insert_or_assign("ClaimType/" + field.id + "/UserHelpText", field.help);
    }
    return all;
}

// What people see of a page, without the data that its scripts get.
std::string visible_part(Visit const& visit, Page const& page)
{
    std::string const html(draw_preview(visit, page).content());
    size_t const body = html.find("<body");
    return body == std::string::npos ? html : html.substr(body);
}

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The words as they are, and not as a part of another one.
bool is_seen(std::string const& page, std::string const& words)
{
    std::string const text = html::escape(words).text();
    for (size_t at = page.find(text); !text.empty() && at != std::string::npos; at = page.find(text, at + 1)) {
        size_t const end = at + text.size();
        bool const begins = at == 0 || !is_word_character(page[at - 1]);
        if (begins && (end == page.size() || !is_word_character(page[end])))
            return true;
    }
    return false;
}

bool holds(std::string const& text, std::string const& asked)
{
    return to_lower(text).find(asked) != std::string::npos;
}

// What the page shows; when something is searched for, whatever has it in its id or its words.
Answer<std::vector<Text>> texts_of(Visit const& visit, FlowPageText const& text)
{
    FlowPageText plain = text;
    plain.flow.languages = {};
    auto const plan = TRY(look<policy::SharedPlan>(
        visit.console, [&](Ports& ports) { return told(flows::plan_of(ports, visit.tenant(), plain.flow)); }));
    Page const page = TRY(preview_page(visit, plain, {}));
    CaseMap<std::string> const labels = field_texts(page);
    CaseMap<std::string> const of_page = flows::page_texts(*plan, text.page.id, "en"); // nothing for all of them
    CaseMap<std::string> const own = own_texts(text);
    CaseMap<std::string> all = built_in_texts(*plan, text);
    all.insert(labels.begin(), labels.end());
    all.insert(own.begin(), own.end());
    std::string const seen = visible_part(visit, page);
    std::string const asked = to_lower(visit.value("q"));
    std::vector<Text> found;
    for (auto const& [key, words] : all) {
        bool const wanted = asked.empty()
            ? labels.contains(key) || of_page.contains(key) || own.contains(key) || is_seen(seen, words)
            : holds(key, asked) || holds(words, asked);
        bool const is_built_in = !own.contains(key) || own.at(key) != words;
        if (wanted && found.size() < kShown)
            found.push_back({ key, is_built_in ? words : "" });
    }
    return found;
}

std::string short_name(std::string const& key)
{
    std::vector<std::string> parts = split(key, '/');
    std::erase(parts, "");
    if (parts.size() > 1 && parts.front() == "UxElement")
        parts.erase(parts.begin());
    return join(parts, " / ");
}

// Empty is the rule here, and needs no word.
html::Safe field_of(std::string const& name, Text const& text, std::string const& value)
{
    html::Safe const input = html::fill(text.built_in.size() > 80
            ? "<textarea class=\"textInput short\" id=\"{{name}}\" name=\"{{name}}\" rows=\"3\" maxlength=\"{{most}}\" "
              "aria-describedby=\"{{name}}-help\">\n{{value}}</textarea>"
            : "<input class=\"textInput\" id=\"{{name}}\" name=\"{{name}}\" value=\"{{value}}\" maxlength=\"{{most}}\" "
              "autocomplete=\"off\" aria-describedby=\"{{name}}-help\">",
        { { "name", name }, { "most", std::to_string(kLongest) }, { "value", value } });
    return html::fill("<div class=\"field\"><label for=\"{{name}}\">{{label}}</label>\n<p class=\"helpText\" "
                      "id=\"{{name}}-help\">{{built_in}}</p>\n{{input}}</div>\n",
        { { "name", name }, { "label", short_name(text.key) }, { "built_in", text.built_in }, { "input", input } });
}

html::Safe fields_of(Visit const& visit, FlowPageText const& text, std::vector<Text> const& all)
{
    CaseMap<std::string> const own = own_texts(text);
    html::Safe fields;
    for (Text const& one : all) {
        std::string const name = std::string(kField) + one.key;
        auto const stands = own.find(one.key);
        fields
            += field_of(name, one, visit.entered(name).value_or(stands == own.end() ? std::string() : stands->second));
    }
    return fields;
}

html::Safe frame_of(Visit const& visit, FlowPageText const& text)
{
    return html::fill("<iframe class=\"preview\" name=\"preview\" title=\"Preview of {{page}}\" src=\"{{address}}\" "
                      "sandbox></iframe>\n",
        { { "page", text.page.title }, { "address", text_path(visit, text, "/preview") } });
}

html::Safe editor(Visit const& visit, FlowPageText const& text, std::vector<Text> const& all)
{
    html::Safe const actions = html::fill(
        "<button class=\"button primary\" type=\"submit\">Save</button>\n"
        "<button class=\"button secondary\" type=\"submit\" formaction=\"{{preview}}\" formtarget=\"preview\" "
        "data-preview>Show</button>\n",
        { { "preview", text_path(visit, text, "/preview") } });
    html::Safe const bar = html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    return form(visit, text_path(visit, text), hidden("q", visit.value("q")) + bar + fields_of(visit, text, all));
}

html::Safe shown(FlowPageText const& text, std::vector<Text> const& all)
{
    CaseMap<std::string> const own = own_texts(text);
    Table list{ .caption = "Texts", .columns = { "Text", "Built in", "Own" } };
    for (Text const& one : all) {
        auto const stands = own.find(one.key);
        list.rows.push_back({ console::text(short_name(one.key)), console::text(one.built_in),
            console::text(stands == own.end() ? "" : stands->second) });
    }
    return table(list);
}

Response texts_page(Visit const& visit, FlowPageText const& text, std::string const& why = {})
{
    auto const all = TRY(texts_of(visit, text));
    bool const may = visit.may_write("flows");
    html::Safe actions = link_button(Look::Secondary, text_path(visit, text, "/file"), "Download as JSON");
    if (may)
        actions += link_button(Look::Secondary, text_path(visit, text, "/upload"), "Upload");
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    content += html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += query_form(text_path(visit, text),
        text_field({ .name = "q",
            .label = "Search all texts, errors among them",
            .value = visit.value("q"),
            .type = "search" })
            + buttons(button(Look::Secondary, "Search")));
    if (all.empty())
        content += paragraph("No text has this in its id or its words.");
    content += html::fill("<div class=\"withPreview\"><div>{{texts}}</div><div>{{frame}}</div></div>\n",
        { { "texts", may ? editor(visit, text, all) : shown(text, all) }, { "frame", frame_of(visit, text) } });
    std::string const languages = flow_path(visit, text.flow.name, "/languages");
    return draw_flow(visit, text.flow,
        { .title = text.page.title,
            .below = "/languages",
            .above = { { languages, "Languages" }, { languages + "/" + text.language, language_title(text.language) } },
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response save_texts(Visit const& visit)
{
    FlowPageText const text = TRY(look_at_page_text(visit));
    std::string const below = "/languages/" + text.language + "/" + url::encode(text.page.id)
        + (visit.value("q").empty() ? "" : "?q=" + url::encode(visit.value("q")));
    return change_flow(
        visit, below,
        [&](Ports&, policy::UserFlow& flow) -> Answer<void> {
            CaseMap<std::string> const wanted = typed_texts(visit, of_flow(text, flow));
            for (auto const& [key, words] : wanted)
                if (words.size() > kLongest || split(key, '/').size() != 3)
                    return trouble(400, "A text has " + std::to_string(kLongest) + " characters at most: " + key);
            set_own_texts(flow, text, strings_of(wanted));
            return {};
        },
        [&](policy::UserFlow const& flow, std::string const& why) {
            return texts_page(visit, of_flow(text, flow), why);
        });
}

} // namespace

CaseMap<std::string> built_in_texts(policy::Plan const& plan, FlowPageText const& text)
{
    std::vector<std::string> pages{ text.previewed };
    if (text.page.id == kAllPages)
        pages.insert(pages.end(), policy::flow_pages().begin(), policy::flow_pages().end());
    CaseMap<std::string> all;
    for (std::string const& language : { text.language, std::string("en") }) {
        for (std::string const& page : pages)
            all.merge(flows::page_texts(plan, page, language));
        all.merge(flows::common_texts(plan, language));
    }
    return all;
}

CaseMap<std::string> typed_texts(Visit const& visit, FlowPageText const& text)
{
    CaseMap<std::string> texts = own_texts(text);
    for (auto const& [name, value] : visit.form.pairs()) {
        if (!name.starts_with(kField))
            continue;
        std::string const key = name.substr(kField.size());
        std::string_view const words = trim(value);
        if (words.empty())
            texts.erase(key);
        else
            texts.insert_or_assign(key, std::string(words));
    }
    return texts;
}

std::vector<Route> flow_text_routes()
{
    return {
        { http::Method::Get, "/{id}/languages/{language}/{page}",
            [](Visit const& visit) -> Response { return texts_page(visit, TRY(look_at_page_text(visit))); } },
        { http::Method::Post, "/{id}/languages/{language}/{page}", save_texts },
    };
}

} // namespace gatehouse::console
