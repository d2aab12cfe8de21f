#include "edges/console/parts.h"

#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

std::string_view css_class(Look look)
{
    switch (look) {
    case Look::Primary:
        return "button primary";
    case Look::Secondary:
        return "button secondary";
    case Look::Danger:
        break;
    }
    return "button danger";
}

// The label, the help and the error of a field, and the attributes that tie the input to them.
html::Safe around(Field const& field, html::Safe const& input)
{
    html::Safe const help = field.help.empty() ? html::Safe()
                                               : html::fill("<p class=\"helpText\" id=\"{{name}}-help\">{{help}}</p>\n",
                                                     { { "name", field.name }, { "help", field.help } });
    html::Safe const error = field.error.empty()
        ? html::Safe()
        : html::fill("<p class=\"error itemLevel\" id=\"{{name}}-error\">{{error}}</p>\n",
              { { "name", field.name }, { "error", field.error } });
    html::Safe const optional
        = field.required ? html::Safe() : html::trusted(" <span class=\"optional\">(optional)</span>");
    return html::fill("<div class=\"field\"><label for=\"{{name}}\">{{label}}{{optional}}</label>\n{{help}}{{error}}"
                      "{{input}}</div>\n",
        { { "name", field.name }, { "label", field.label }, { "optional", optional }, { "help", help },
            { "error", error }, { "input", input } });
}

html::Safe ties(Field const& field)
{
    html::Safe out;
    std::vector<std::string> described;
    if (!field.help.empty())
        described.push_back(field.name + "-help");
    if (!field.error.empty())
        described.push_back(field.name + "-error");
    if (!described.empty())
        out += html::fill(" aria-describedby=\"{{ids}}\"", { { "ids", join(described, " ") } });
    if (!field.error.empty())
        out += html::trusted(" aria-invalid=\"true\"");
    if (field.required)
        out += html::trusted(" required");
    return out;
}

} // namespace

html::Safe text(std::string_view words)
{
    return html::escape(words);
}

html::Safe paragraph(std::string_view words)
{
    return html::fill("<p>{{words}}</p>\n", { { "words", words } });
}

html::Safe link(std::string_view address, std::string_view words)
{
    return html::fill("<a href=\"{{address}}\">{{words}}</a>", { { "address", address }, { "words", words } });
}

html::Safe code(std::string_view words)
{
    return html::fill("<code>{{words}}</code>", { { "words", words } });
}

html::Safe badge(Tone tone, std::string_view words)
{
    std::string_view const look = tone == Tone::Good ? " good" : tone == Tone::Bad ? " bad" : "";
    return html::fill("<span class=\"badge{{look}}\">{{words}}</span>", { { "look", look }, { "words", words } });
}

html::Safe message(Tone tone, std::string_view words)
{
    if (tone == Tone::Bad)
        return html::fill(
            "<div class=\"error pageLevel\" role=\"alert\"><p>{{words}}</p></div>\n", { { "words", words } });
    return html::fill(
        "<div class=\"notice pageLevel\" role=\"status\"><p>{{words}}</p></div>\n", { { "words", words } });
}

html::Safe moment(Time time)
{
    std::string words = b2c_timestamp(time);
    if (words.ends_with('Z'))
        words.replace(words.size() - 1, 1, " UTC");
    return html::fill(
        "<time datetime=\"{{machine}}\">{{words}}</time>", { { "machine", rfc3339(time) }, { "words", words } });
}

html::Safe verbatim(std::string_view label, std::string_view lines)
{
    return html::fill(
        "<pre class=\"verbatim\" tabindex=\"0\" role=\"region\" aria-label=\"{{label}}\">{{lines}}</pre>\n",
        { { "label", label }, { "lines", lines } });
}

html::Safe section(std::string_view id, std::string_view heading, html::Safe const& content)
{
    return html::fill("<section class=\"part\" aria-labelledby=\"{{id}}-heading\"><h2 "
                      "id=\"{{id}}-heading\">{{heading}}</h2>\n{{content}}"
                      "</section>\n",
        { { "id", id }, { "heading", heading }, { "content", content } });
}

html::Safe facts(Facts const& all)
{
    html::Safe items;
    for (auto const& [name, value] : all)
        items += html::fill("<dt>{{name}}</dt><dd>{{value}}</dd>\n", { { "name", name }, { "value", value } });
    return html::fill("<dl class=\"details\">\n{{items}}</dl>\n", { { "items", items } });
}

// The roles stay although a phone shows each row as a block.
html::Safe table(Table const& table)
{
    if (table.rows.empty())
        return html::fill("<p class=\"empty\">{{words}}</p>\n", { { "words", table.empty } });
    html::Safe head;
    for (std::string const& column : table.columns)
        head += html::fill("<th role=\"columnheader\" scope=\"col\">{{column}}</th>", { { "column", column } });
    html::Safe body;
    for (auto const& row : table.rows) {
        html::Safe cells;
        for (size_t i = 0; i < row.size(); ++i)
            cells += html::fill(i == 0 ? "<th role=\"rowheader\" scope=\"row\" data-label=\"{{column}}\">{{cell}}</th>"
                                       : "<td role=\"cell\" data-label=\"{{column}}\">{{cell}}</td>",
                { { "column", table.columns[i] }, { "cell", row[i] } });
        body += html::fill("<tr role=\"row\">{{cells}}</tr>\n", { { "cells", cells } });
    }
    return html::fill(R"(<table role="table"><caption class="unseen">{{caption}}</caption>
<thead role="rowgroup"><tr role="row">{{head}}</tr></thead>
<tbody role="rowgroup">
{{body}}</tbody></table>
)",
        { { "caption", table.caption }, { "head", head }, { "body", body } });
}

html::Safe next_page(std::string_view address)
{
    if (address.empty())
        return {};
    return html::fill(
        "<p class=\"pager\"><a href=\"{{address}}\" rel=\"next\">Next page</a></p>\n", { { "address", address } });
}

html::Safe form(Visit const& visit, std::string_view action, html::Safe const& inside)
{
    return html::fill("<form method=\"post\" action=\"{{action}}\">{{key}}\n{{inside}}</form>\n",
        { { "action", action }, { "key", hidden("form_key", visit.session.form_key) }, { "inside", inside } });
}

html::Safe query_form(std::string_view action, html::Safe const& inside)
{
    return html::fill("<form method=\"get\" class=\"filter\" action=\"{{action}}\">\n{{inside}}</form>\n",
        { { "action", action }, { "inside", inside } });
}

html::Safe text_field(Field const& field)
{
    return around(field,
        html::fill("<input class=\"textInput\" id=\"{{name}}\" name=\"{{name}}\" type=\"{{type}}\" value=\"{{value}}\" "
                   "autocomplete=\"{{autocomplete}}\" maxlength=\"{{length}}\"{{ties}}{{more}}>\n",
            { { "name", field.name }, { "type", field.type }, { "value", field.value },
                { "autocomplete", field.autocomplete }, { "length", std::to_string(field.max_length) },
                { "ties", ties(field) }, { "more", field.more } }));
}

html::Safe moment_field(Field field)
{
    std::string const whole = whole_moment(field.value);
    if (!field.value.empty() && !parse_rfc3339(whole))
        return text_field(field);
    // HTML: the control knows no zone. All of them are UTC here.
    constexpr size_t kToTheSecond = std::string_view("2026-01-31T12:00:00").size();
    field.value = whole.substr(0, kToTheSecond);
    field.type = "datetime-local";
    field.more = html::trusted(" step=\"1\"");
    return text_field(field);
}

// "2026-01-31T12:00" is what browsers make of a full minute. Where the control is a mere text it may be whole already.
std::string whole_moment(std::string const& typed)
{
    for (char const* missing : { "", "Z", ":00Z" })
        if (auto const time = parse_rfc3339(typed + missing))
            return rfc3339(*time);
    return typed;
}

html::Safe text_area(Field const& field, int rows)
{
    return around(field,
        html::fill("<textarea class=\"textInput\" id=\"{{name}}\" name=\"{{name}}\" rows=\"{{rows}}\" "
                   "spellcheck=\"false\"{{ties}}{{more}}>\n{{value}}</textarea>\n",
            { { "name", field.name }, { "rows", std::to_string(rows) }, { "ties", ties(field) }, { "more", field.more },
                { "value", field.value } }));
}

html::Safe file_area(Field field, int rows)
{
    field.more += html::trusted(" data-file=\"Choose a file\" data-file-as=\"base64\"");
    return text_area(field, rows);
}

html::Safe select_field(Field const& field, std::vector<Option> const& options)
{
    html::Safe items;
    for (Option const& option : options)
        items += html::fill("<option value=\"{{value}}\"{{selected}}>{{text}}</option>\n",
            { { "value", option.value }, { "selected", html::trusted(option.value == field.value ? " selected" : "") },
                { "text", option.text } });
    // Something is always chosen. To a browser an empty first value is nothing, and it would not send the form.
    Field tied = field;
    tied.required = false;
    return around(field,
        html::fill("<select id=\"{{name}}\" name=\"{{name}}\"{{ties}}>\n{{items}}</select>\n",
            { { "name", field.name }, { "ties", ties(tied) }, { "items", items } }));
}

html::Safe check_box(std::string_view name, std::string_view label, bool checked, std::string_view value)
{
    return html::fill(
        "<label class=\"choice\"><input type=\"checkbox\" name=\"{{name}}\" value=\"{{value}}\"{{checked}}>"
        "<span>{{label}}</span></label>\n",
        { { "name", name }, { "value", value }, { "checked", html::trusted(checked ? " checked" : "") },
            { "label", label } });
}

html::Safe hidden(std::string_view name, std::string_view value)
{
    return html::fill(
        "<input type=\"hidden\" name=\"{{name}}\" value=\"{{value}}\">\n", { { "name", name }, { "value", value } });
}

html::Safe button(Look look, std::string_view words)
{
    return html::fill("<button class=\"{{look}}\" type=\"submit\">{{words}}</button>\n",
        { { "look", css_class(look) }, { "words", words } });
}

html::Safe link_button(Look look, std::string_view address, std::string_view words)
{
    return html::fill("<a class=\"{{look}}\" href=\"{{address}}\">{{words}}</a>\n",
        { { "look", css_class(look) }, { "address", address }, { "words", words } });
}

html::Safe buttons(html::Safe const& inside)
{
    return html::fill("<div class=\"buttons\">\n{{inside}}</div>\n", { { "inside", inside } });
}

html::Safe tiles(std::vector<std::pair<std::string, std::string>> const& links)
{
    html::Safe items;
    for (auto const& [address, words] : links)
        items += html::fill("<li>{{link}}</li>\n", { { "link", link(address, words) } });
    return html::fill("<ul class=\"tiles\">\n{{items}}</ul>\n", { { "items", items } });
}

html::Safe question(Visit const& visit, Question const& asked)
{
    return paragraph(asked.text)
        + form(visit, asked.action,
            asked.inside
                + buttons(button(asked.look, asked.button) + link_button(Look::Secondary, asked.back, "Cancel")));
}

} // namespace gatehouse::console
