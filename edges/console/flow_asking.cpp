// How a user flow asks for one attribute.
#include "core/flows/parts.h"
#include "edges/console/flow_attributes.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::AttributeSettings;
using policy::InputControl;
using policy::UserFlow;

struct ControlName {
    InputControl control;
    std::string_view word; // in the flow's JSON
    std::string_view title;
};
constexpr ControlName kControls[] = { { InputControl::Text, "text", "Text box" },
    { InputControl::Email, "email", "E-mail box" }, { InputControl::Number, "number", "Number box" },
    { InputControl::Date, "date", "Date" }, { InputControl::Dropdown, "dropdown", "Drop-down list" },
    { InputControl::Radio, "radio", "Radio buttons" },
    { InputControl::MultiSelect, "multiSelect", "Check boxes, several of them" },
    { InputControl::CheckBox, "checkBox", "Check box" }, { InputControl::Paragraph, "paragraph", "Text to read" } };

std::string attribute_path(Visit const& visit, UserFlow const& flow)
{
    return flow_path(visit, flow.name, "/attributes/" + url::encode(visit.request.path_value("attribute")));
}

// Of the attribute in the path; a Trouble of 404 when the flow does not ask for it.
Answer<AttributeSettings> settings_of(Visit const& visit, UserFlow const& flow)
{
    std::string const id = visit.request.path_value("attribute");
    if (std::ranges::find(flow.collect, id) == flow.collect.end())
        return trouble(404, flow.name + " does not ask for this attribute.");
    auto const found = flow.attributes.find(id);
    return found == flow.attributes.end() ? AttributeSettings() : found->second;
}

// "AT = Austria", one a line.
std::string lines_of(std::vector<policy::AttributeOption> const& options)
{
    std::vector<std::string> lines;
    for (policy::AttributeOption const& one : options)
        lines.push_back(one.value == one.text ? one.value : one.value + " = " + one.text);
    return join(lines, "\n");
}

std::vector<policy::AttributeOption> options_of(std::string_view lines)
{
    std::vector<policy::AttributeOption> options;
    for (std::string const& line : split(lines, '\n')) {
        size_t const equals = line.find('=');
        std::string value(trim(line.substr(0, equals)));
        std::string text(
            equals == std::string::npos ? std::string_view(value) : trim(std::string_view(line).substr(equals + 1)));
        if (!value.empty())
            options.push_back({ std::move(value), std::move(text) });
    }
    return options;
}

html::Safe fields_of(Visit const& visit, AttributeSettings const& settings)
{
    std::vector<Option> controls{ { "", "As the attribute has it" } };
    std::string stands;
    for (ControlName const& one : kControls) {
        controls.push_back({ std::string(one.word), std::string(one.title) });
        if (settings.control == one.control)
            stands = one.word;
    }
    bool const typed = visit.request.method == http::Method::Post;
    return text_field({ .name = "label",
               .label = "Label",
               .value = visit.entered("label").value_or(settings.label),
               .help = "In place of the attribute's own, in every language without a text of its own." })
        + text_field({ .name = "help",
            .label = "Help",
            .value = visit.entered("help").value_or(settings.help),
            .help = "A sentence beside the field." })
        + select_field({ .name = "control",
                           .label = "Asked for by",
                           .value = visit.entered("control").value_or(stands),
                           .required = true },
            controls)
        + text_area({ .name = "options",
                        .label = "Choices",
                        .value = visit.entered("options").value_or(lines_of(settings.options)),
                        .help = "One a line, as VALUE = TEXT. For lists, radio buttons and check boxes." },
            6)
        + html::fill("<div class=\"field\">{{box}}</div>\n",
            { { "box",
                check_box("required", "Required: nobody goes on without it",
                    typed ? visit.form.has("required") : settings.required) } });
}

Response attribute_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    AttributeSettings const settings = TRY(settings_of(visit, flow));
    auto const known = TRY(look<std::vector<FlowAttribute>>(
        visit.console, [&](Ports& ports) { return known_attributes(ports, visit, flow); }));
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    if (visit.may_write("flows"))
        content += form(
            visit, attribute_path(visit, flow), fields_of(visit, settings) + buttons(button(Look::Primary, "Save")));
    else
        content += facts({ { "Label", text(settings.label) }, { "Help", text(settings.help) },
            { "Asked for by", text(control_title(settings.control)) },
            { "Choices", text(replace_all(lines_of(settings.options), "\n", ", ")) },
            { "Required", text(settings.required ? "Yes" : "No") } });
    return draw_flow(visit, flow,
        { .title = title_of(known, visit.request.path_value("attribute")),
            .below = "/attributes",
            .above = { { flow_path(visit, flow.name, "/attributes"), "User attributes" } },
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response save_attribute(Visit const& visit)
{
    return change_flow(
        visit, "/attributes",
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            AttributeSettings settings = TRY(settings_of(visit, flow));
            settings.label = visit.value("label");
            settings.help = visit.value("help");
            settings.required = visit.form.has("required");
            settings.options = options_of(visit.value("options"));
            std::string const control = visit.value("control");
            auto const found = std::ranges::find(kControls, control, &ControlName::word);
            if (!control.empty() && found == std::end(kControls))
                return trouble(400, "Nothing can be asked for by \"" + control + "\": choose one of the list.");
            settings.control = control.empty() ? std::nullopt : std::optional(found->control);
            if (flows::needs_options(settings) && settings.options.empty())
                return trouble(400, "There is nothing to choose from: write choices, one a line.");
            flow.attributes[visit.request.path_value("attribute")] = std::move(settings);
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return attribute_page(visit, flow, why); });
}

} // namespace

std::string control_title(std::optional<InputControl> control)
{
    auto const found = std::ranges::find_if(kControls, [&](ControlName const& one) { return control == one.control; });
    return found == std::end(kControls) ? "As the attribute has it" : std::string(found->title);
}

std::vector<Route> flow_asking_routes()
{
    return {
        { http::Method::Get, "/{id}/attributes/{attribute}",
            [](Visit const& visit) -> Response { return attribute_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/attributes/{attribute}", save_attribute },
    };
}

} // namespace gatehouse::console
