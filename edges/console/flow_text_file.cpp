// The texts of a page as B2C's file: taken away, translated, brought back.
#include "edges/console/flow_languages.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

// Every text of the page; the own ones say that they override.
Response download(Visit const& visit)
{
    FlowPageText const text = TRY(look_at_page_text(visit));
    auto const plan = TRY(look<policy::SharedPlan>(visit.console,
        [&](Ports& ports) { return told(flows::plan_without_texts(ports, visit.tenant(), text.flow)); }));
    CaseMap<std::string> const own = own_texts(text);
    CaseMap<std::string> all = own;
    all.merge(built_in_texts(*plan, text));
    json::Array strings;
    for (auto const& [key, words] : all)
        strings.emplace_back(
            flows::text_for_file(key, words, own.contains(key) ? flows::Override::Yes : flows::Override::No));
    http::Response response;
    response.status = 200;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.headers.set("Content-Disposition",
        "attachment; filename=\"" + text.flow.name + "." + text.page.id + "." + text.language + ".json\"");
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.body = json::write_pretty(json::Object{ { "LocalizedStrings", std::move(strings) } }) + "\n";
    return response;
}

Response upload_page(Visit const& visit, FlowPageText const& text, std::string const& why = {})
{
    html::Safe const area = html::fill(R"(<div class="field wide"><label for="file">File of texts</label>
<textarea class="textInput" id="file" name="file" rows="16" spellcheck="false" required data-file="Choose a file">
{{file}}</textarea></div>
)",
        { { "file", visit.entered("file").value_or("") } });
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    content += paragraph("Only texts with \"Override\": true are taken, and they replace all own texts of the page.");
    content += form(visit, text_path(visit, text, "/upload"),
        area
            + buttons(
                button(Look::Primary, "Upload") + link_button(Look::Secondary, text_path(visit, text), "Cancel")));
    return draw_flow(visit, text.flow,
        { .title = "Upload texts",
            .below = "/languages",
            .above = { { text_path(visit, text), text.page.title + ", " + language_title(text.language) } },
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response upload(Visit const& visit)
{
    FlowPageText const text = TRY(look_at_page_text(visit));
    return change_flow(
        visit, "/languages/" + text.language + "/" + url::encode(text.page.id),
        [&](Ports&, policy::UserFlow& flow) -> Answer<void> {
            auto const file = json::parse_object(visit.value("file"));
            if (!file)
                return trouble(400, "This is no JSON: " + file.error().detail + ". Nothing was stored.");
            set_own_texts(flow, text, TRY(told(flows::texts_of_file(*file))));
            return {};
        },
        [&](policy::UserFlow const& flow, std::string const& why) {
            return upload_page(visit, of_flow(text, flow), why);
        });
}

} // namespace

std::vector<Route> flow_text_file_routes()
{
    return {
        { http::Method::Get, "/{id}/languages/{language}/{page}/file", download },
        { http::Method::Get, "/{id}/languages/{language}/{page}/upload",
            [](Visit const& visit) -> Response { return upload_page(visit, TRY(look_at_page_text(visit))); } },
        { http::Method::Post, "/{id}/languages/{language}/{page}/upload", upload },
    };
}

} // namespace gatehouse::console
