// User attributes: those that are built in, and the tenant's own.
#include "edges/console/flow_parts.h"
#include "edges/console/frame.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>
#include <set>

namespace gatehouse::console {
namespace {

using flows::Attribute;

constexpr std::string_view kPrefix = "extension_";
constexpr size_t kLongestName = 64;
constexpr size_t kMostOptions = 200;

std::vector<Option> const& types()
{
    static std::vector<Option> const all{ { "text", "Text" }, { "boolean", "Yes or no" },
        { "integer", "Whole number" } };
    return all;
}

std::vector<Option> const& controls()
{
    static std::vector<Option> const all{ { "", "As fits the type" }, { "text", "A line of text" },
        { "email", "An e-mail address" }, { "number", "A number" }, { "date", "A date" },
        { "dropdown", "A list that opens, one choice" }, { "radio", "A list of buttons, one choice" },
        { "multiSelect", "A list of boxes, several choices" }, { "checkBox", "A box to check" },
        { "paragraph", "A text that is only shown" } };
    return all;
}

std::string_view words_of(std::vector<Option> const& options, std::string_view value)
{
    auto const found = std::ranges::find(options, value, &Option::value);
    return found == options.end() ? std::string_view() : std::string_view(found->text);
}

// The word of a setting in the attribute's JSON.
std::string word(policy::AttributeSettings const& settings, std::string_view member)
{
    return policy::to_json(settings).text(member).value_or("");
}

std::string_view short_name(std::string_view id)
{
    return id.substr(kPrefix.size());
}

std::string title_of(Attribute const& attribute)
{
    return attribute.settings.label.empty() ? std::string(short_name(attribute.id)) : attribute.settings.label;
}

std::string path_of(Visit const& visit, std::string const& id, std::string_view below = "")
{
    return visit.path("attributes/" + url::encode(id) + std::string(below));
}

Answer<Attribute> named_attribute(Ports& ports, Visit const& visit)
{
    std::string const id = visit.request.path_value("id");
    auto attribute = TRY(flows::find_attribute(ports, visit.tenant().id, id));
    if (!attribute)
        return trouble(404, "There is no attribute " + id + " of this tenant's own.");
    return std::move(*attribute);
}

Answer<Used<Attribute>> look_at_attribute(Visit const& visit)
{
    return look<Used<Attribute>>(visit.console, [&](Ports& ports) -> Answer<Used<Attribute>> {
        Attribute attribute = TRY(named_attribute(ports, visit));
        auto const flows = TRY(flows::list(ports, visit.tenant().id));
        auto users = users_of(flows, flows::uses_attribute, attribute.id);
        return Used<Attribute>{ std::move(attribute), std::move(users) };
    });
}

// --- looking --------------------------------------------------------------------------------------------------------

struct Listed {
    std::vector<Attribute> attributes;
    std::vector<policy::UserFlow> flows;
};

html::Safe own_table(Visit const& visit, Listed const& all)
{
    Table list{ .caption = "Attributes of this tenant",
        .columns = { "Name", "Type", "Label", "Description", "Used by" } };
    list.empty = "This tenant has no attribute of its own.";
    for (Attribute const& one : all.attributes)
        list.rows.push_back({ link(path_of(visit, one.id), short_name(one.id)),
            text(words_of(types(), word(one.settings, "type"))), text(title_of(one)), text(one.description),
            flow_links(visit, users_of(all.flows, flows::uses_attribute, one.id)) });
    return table(list);
}

html::Safe built_in_table()
{
    Table list{ .caption = "Built-in attributes", .columns = { "Name", "Claim", "Description", "In user flows" } };
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        list.rows.push_back({ text(one.title), code(one.id), text(one.description),
            text(one.collectable ? "Asked for and returned" : "Returned only") });
    return table(list);
}

Response list_all(Visit const& visit)
{
    Listed const all = TRY(look<Listed>(visit.console, [&](Ports& ports) -> Answer<Listed> {
        return Listed{ TRY(flows::list_attributes(ports, visit.tenant().id)),
            TRY(flows::list(ports, visit.tenant().id)) };
    }));
    html::Safe content;
    if (visit.may_write("attributes"))
        content += html::fill("<div class=\"actions\">{{link}}</div>\n",
            { { "link", link_button(Look::Primary, visit.path("attributes/new"), "New attribute") } });
    content += section("own", "Of this tenant", own_table(visit, all));
    content += section("built-in", "Built in", built_in_table());
    return draw(visit, { .title = "User attributes", .area = "attributes", .content = std::move(content) });
}

// "value = text" a line; what is shown as it is kept has no text of its own.
std::string lines_of(std::vector<policy::AttributeOption> const& options)
{
    std::vector<std::string> lines;
    for (policy::AttributeOption const& option : options)
        lines.push_back(option.text == option.value ? option.value : option.value + " = " + option.text);
    return join(lines, "\n");
}

Response show_one(Visit const& visit)
{
    Used<Attribute> const used = TRY(look_at_attribute(visit));
    Attribute const& attribute = used.part;
    policy::AttributeSettings const& settings = attribute.settings;
    html::Safe content;
    if (visit.may_write("attributes"))
        content += html::fill("<div class=\"actions\">{{actions}}</div>\n",
            { { "actions",
                link_button(Look::Secondary, path_of(visit, attribute.id, "/change"), "Change")
                    + link_button(Look::Danger, path_of(visit, attribute.id, "/remove"), "Remove") } });
    content += facts({ { "Claim", code(attribute.id) }, { "Type", text(words_of(types(), word(settings, "type"))) },
        { "Description", text(attribute.description) }, { "Label", text(title_of(attribute)) },
        { "Help", text(settings.help) }, { "Asked for as", text(words_of(controls(), word(settings, "control"))) },
        { "Has to be filled in", text(settings.required ? "Yes" : "No") },
        { "Used by", flow_links(visit, used.flows) } });
    if (!settings.options.empty())
        content += section("choices", "Choices", verbatim("Choices", lines_of(settings.options)));
    return draw(
        visit, { .title = std::string(short_name(attribute.id)), .area = "attributes", .content = std::move(content) });
}

// --- adding and changing --------------------------------------------------------------------------------------------

html::Safe setting_fields(Attribute const& attribute, Entries const& entries)
{
    policy::AttributeSettings const& settings = attribute.settings;
    html::Safe fields = text_field({ .name = "description",
        .label = "Description",
        .value = attribute.description,
        .help = "For administrators.",
        .error = entries.wrong("description") });
    fields += text_field({ .name = "label",
        .label = "Label",
        .value = settings.label,
        .help = "What pages call it; empty means its name.",
        .error = entries.wrong("label") });
    fields += text_field({ .name = "help",
        .label = "Help",
        .value = settings.help,
        .help = "Beside the field on pages.",
        .error = entries.wrong("help"),
        .max_length = 1024 });
    fields += select_field({ .name = "control",
                               .label = "Asked for as",
                               .value = word(settings, "control"),
                               .error = entries.wrong("control"),
                               .required = true },
        controls());
    fields += text_area({ .name = "options",
                            .label = "Choices",
                            .value = lines_of(settings.options),
                            .help = "For lists: one a line, as it is kept. Where people see something else: "
                                    "value = text.",
                            .error = entries.wrong("options") },
        6);
    return fields + check_box("required", "Has to be filled in", settings.required);
}

std::vector<policy::AttributeOption> take_options(Visit const& visit, Entries& entries)
{
    std::vector<policy::AttributeOption> options;
    std::set<std::string> values;
    for (std::string const& line : split(visit.form.get("options"), '\n')) {
        if (trim(line).empty())
            continue;
        size_t const equals = line.find('=');
        std::string value(trim(std::string_view(line).substr(0, equals)));
        std::string words(equals == std::string::npos ? value : trim(std::string_view(line).substr(equals + 1)));
        if (value.empty() || words.empty() || count_code_points(line) > 512 || has_control_characters(value + words))
            entries.refuse("options", "Each line is a value, or \"value = text\", of at most 512 characters.");
        else if (!values.insert(value).second)
            entries.refuse("options", "The value " + value + " stands twice.");
        options.push_back({ std::move(value), std::move(words) });
    }
    if (options.size() > kMostOptions)
        entries.refuse("options", "At most " + std::to_string(kMostOptions) + " choices.");
    return options;
}

// From the form; the type is the attribute's own.
void take_settings(Visit const& visit, Entries& entries, Attribute& attribute)
{
    attribute.description = entries.line("description");
    json::Object words{ { "type", word(attribute.settings, "type") } };
    if (std::string control = visit.value("control"); !control.empty())
        words.set("control", std::move(control));
    auto settings = policy::attribute_from_json(words);
    if (!settings) {
        entries.refuse("control", "Choose one of the list.");
        return;
    }
    settings->label = entries.line("label");
    settings->help = entries.line("help", 1024);
    settings->required = visit.form.has("required");
    settings->options = take_options(visit, entries);
    if (flows::needs_options(*settings) && settings->options.empty())
        entries.refuse("options", "There is nothing to choose from: enter the choices of the list.");
    attribute.settings = std::move(*settings);
}

http::Response new_page(Visit const& visit, Attribute const& attribute, Entries const& entries,
    html::Safe const& above = {}, int status = 200)
{
    html::Safe const fields = text_field({ .name = "name",
                                  .label = "Name",
                                  .value = visit.entered("name").value_or(""),
                                  .help = "Letters, digits and _. Tokens call it extension_NAME. It cannot be changed.",
                                  .error = entries.wrong("name"),
                                  .required = true,
                                  .max_length = kLongestName })
        + select_field({ .name = "type",
                           .label = "Type",
                           .value = word(attribute.settings, "type"),
                           .help = "It cannot be changed, since people have values of it.",
                           .error = entries.wrong("type"),
                           .required = true },
            types());
    return draw(visit,
        { .title = "New attribute",
            .area = "attributes",
            .content = above
                + form(visit, visit.path("attributes/new"),
                    fields + setting_fields(attribute, entries) + buttons(button(Look::Primary, "Add"))),
            .status = status });
}

Attribute take_new(Visit const& visit, Entries& entries)
{
    Attribute attribute;
    attribute.id = std::string(kPrefix) + entries.line("name", kLongestName);
    if (!policy::is_custom_attribute(attribute.id))
        entries.refuse("name", "Enter a name of letters, digits and _.");
    if (auto const typed = policy::attribute_from_json({ { "type", visit.value("type") } }))
        attribute.settings.type = typed->type;
    else
        entries.refuse("type", "Choose one of the list.");
    take_settings(visit, entries, attribute);
    return attribute;
}

Response add(Visit const& visit)
{
    Entries entries(visit);
    Attribute const attribute = take_new(visit, entries);
    if (!entries.good())
        return new_page(visit, attribute, entries, {}, 400);
    auto const added = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        if (auto const there = TRY(flows::find_attribute(ports, visit.tenant().id, attribute.id)))
            return trouble(409, "There is an attribute " + there->id + " already: choose another name.");
        TRY(told(flows::save_attribute(ports, change_of(visit), attribute)));
        return {};
    });
    if (!added && added.error().status < 500)
        return new_page(visit, attribute, entries, message(Tone::Bad, added.error().text), added.error().status);
    TRY(std::move(added));
    return done(visit, path_of(visit, attribute.id), std::string(short_name(attribute.id)) + " was added.");
}

http::Response change_page(Visit const& visit, Attribute const& attribute, Entries const& entries,
    html::Safe const& above = {}, int status = 200)
{
    std::string const path = path_of(visit, attribute.id);
    std::string const name(short_name(attribute.id));
    return draw(visit,
        { .title = "Change " + name,
            .area = "attributes",
            .above = { { path, name } },
            .content = above + paragraph("User flows that use it follow, except where they say something of their own.")
                + form(visit, path + "/change",
                    setting_fields(attribute, entries)
                        + buttons(button(Look::Primary, "Save") + link_button(Look::Secondary, path, "Cancel"))),
            .status = status });
}

Response ask_change(Visit const& visit)
{
    return change_page(visit, TRY(look_at_attribute(visit)).part, Entries(visit));
}

Response change(Visit const& visit)
{
    Attribute attribute = TRY(look_at_attribute(visit)).part;
    Entries entries(visit);
    take_settings(visit, entries, attribute);
    if (!entries.good())
        return change_page(visit, attribute, entries, {}, 400);
    auto const saved = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(named_attribute(ports, visit));
        TRY(told(flows::save_attribute(ports, change_of(visit), attribute)));
        return {};
    });
    if (!saved && saved.error().status < 500 && saved.error().status != 404)
        return change_page(visit, attribute, entries, message(Tone::Bad, saved.error().text), saved.error().status);
    TRY(std::move(saved));
    return done(visit, path_of(visit, attribute.id), "Saved. User flows that use it follow.");
}

// --- removing -------------------------------------------------------------------------------------------------------

Response ask_remove(Visit const& visit)
{
    Used<Attribute> const used = TRY(look_at_attribute(visit));
    return removal_page(visit,
        { .area = "attributes",
            .name = std::string(short_name(used.part.id)),
            .path = path_of(visit, used.part.id),
            .text = "No user flow can ask for it or return it any more. Values that people have of it stay with them.",
            .flows = used.flows });
}

Response remove_one(Visit const& visit)
{
    Attribute const gone = TRY(write<Attribute>(visit.console, [&](Ports& ports) -> Answer<Attribute> {
        Attribute attribute = TRY(named_attribute(ports, visit));
        TRY(told(flows::remove_attribute(ports, change_of(visit), attribute.id)));
        return attribute;
    }));
    return done(visit, visit.path("attributes"), std::string(short_name(gone.id)) + " was removed.");
}

} // namespace

std::vector<Route> attribute_routes()
{
    return {
        { http::Method::Get, "", list_all },
        { http::Method::Get, "/new",
            [](Visit const& visit) -> Response { return new_page(visit, Attribute(), Entries(visit)); } },
        { http::Method::Post, "/new", add },
        { http::Method::Get, "/{id}", show_one },
        { http::Method::Get, "/{id}/change", ask_change },
        { http::Method::Post, "/{id}/change", change },
        { http::Method::Get, "/{id}/remove", ask_remove },
        { http::Method::Post, "/{id}/remove", remove_one },
    };
}

} // namespace gatehouse::console
