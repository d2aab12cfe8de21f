#include "edges/pages/parts.h"

#include "libs/qr/qr.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

std::string_view input_class(InputKind kind)
{
    switch (kind) {
    case InputKind::TextBox:
        return "TextBox";
    case InputKind::EmailBox:
        return "EmailBox";
    case InputKind::Password:
        return "Password";
    case InputKind::NumericTextBox:
        return "NumericTextBox";
    case InputKind::DateTimeDropdown:
        return "DateTimeDropdown";
    case InputKind::RadioSingleSelect:
        return "RadioSingleSelect";
    case InputKind::DropdownSingleSelect:
        return "DropdownSingleSelect";
    case InputKind::CheckboxMultiSelect:
        return "CheckboxMultiSelect";
    case InputKind::Readonly:
        return "Readonly";
    case InputKind::Paragraph:
        return "Paragraph";
    case InputKind::QrCode:
        return "QrCode";
    case InputKind::AuthenticatorInfo:
        return "AuthenticatorInfo";
    case InputKind::Passkey:
        return "Passkey";
    case InputKind::CodeList:
        return "CodeList";
    case InputKind::Button:
        return "Button";
    case InputKind::Captcha:
        return "Captcha";
    case InputKind::AppIcons:
        break;
    }
    return "AuthenticatorAppIcon";
}

html::Safe attribute(std::string_view name, std::string_view value)
{
    if (value.empty())
        return {};
    return html::fill(" {{name}}=\"{{value}}\"", { { "name", name }, { "value", value } });
}

std::string described_by(PageField const& field)
{
    std::string ids;
    if (!field.help.empty())
        ids = field.id + "_help";
    if (!field.error.empty())
        ids += (ids.empty() ? "" : " ") + field.id + "_error";
    return ids;
}

// Attributes that every control has.
html::Safe common(PageField const& field)
{
    html::Safe out = attribute("aria-describedby", described_by(field));
    if (field.required)
        out += html::trusted(" required");
    if (!field.error.empty())
        out += html::trusted(" aria-invalid=\"true\"");
    return out;
}

std::string_view type_of(PageField const& field)
{
    if (field.input == InputKind::EmailBox)
        return "email";
    if (field.autocomplete == "tel")
        return "tel";
    return field.input == InputKind::Password ? "password" : "text";
}

html::Safe text_input(Drawing const& drawing, PageField const& field)
{
    html::Safe more = common(field);
    more += attribute("autocomplete", field.autocomplete);
    if (field.max_length > 0)
        more += attribute("maxlength", std::to_string(field.max_length));
    if (field.input == InputKind::NumericTextBox || field.autocomplete == "one-time-code")
        more += attribute("inputmode", "numeric");
    if (field.input == InputKind::EmailBox || field.autocomplete.starts_with("username")
        || field.autocomplete == "email")
        more += html::trusted(" autocapitalize=\"none\" spellcheck=\"false\"");
    if (is_settled(field) || field.input == InputKind::Readonly)
        more += html::trusted(" readonly");
    if (focus_target(drawing.page) == field.id)
        more += html::trusted(" autofocus");
    // A password never goes back to the browser, whatever the page says.
    std::string const value = field.input == InputKind::Password ? std::string() : field.value;
    return html::fill(R"(<input id="{{id}}" name="{{id}}" class="{{class}}" type="{{type}}" value="{{value}}"{{more}}>
)",
        { { "id", field.id }, { "class", field.error.empty() ? "textInput" : "textInput highlightError" },
            { "type", type_of(field) }, { "value", value }, { "more", more } });
}

html::Safe option(std::string_view value, std::string_view text, bool selected)
{
    return html::fill("<option value=\"{{value}}\"{{selected}}>{{text}}</option>",
        { { "value", value }, { "selected", html::trusted(selected ? " selected" : "") }, { "text", text } });
}

html::Safe dropdown(PageField const& field)
{
    html::Safe options = option("", "–", false);
    for (PageOption const& one : field.options)
        options += option(one.value, one.text, one.selected);
    return html::fill("<select id=\"{{id}}\" name=\"{{id}}\"{{more}}>{{options}}</select>\n",
        { { "id", field.id }, { "more", common(field) + attribute("autocomplete", field.autocomplete) },
            { "options", options } });
}

// Radio buttons and check boxes: the first has the claim's id, so that a link to the field finds it.
html::Safe choices(PageField const& field, std::string_view type)
{
    html::Safe out;
    size_t index = 0;
    for (PageOption const& one : field.options) {
        std::string const id = index == 0 ? field.id : field.id + "_" + std::to_string(index);
        ++index;
        out += html::fill(
            R"(<label class="choice" for="{{id}}"><input id="{{id}}" type="{{type}}" name="{{name}}" value="{{value}}"{{checked}}> <span>{{text}}</span></label>
)",
            { { "id", id }, { "type", type }, { "name", field.id }, { "value", one.value },
                { "checked", html::trusted(one.selected ? " checked" : "") }, { "text", one.text } });
    }
    return out;
}

html::Safe date_part(
    PageField const& field, std::string_view part, std::string_view label, int first, int last, std::string_view chosen)
{
    html::Safe options = option("", label, false);
    int const step = first < last ? 1 : -1;
    for (int value = first; value != last + step; value += step)
        options += option(std::to_string(value), std::to_string(value), parse_integer(chosen) == value);
    std::string const id = field.id + "_" + std::string(part);
    return html::fill("<select id=\"{{id}}\" name=\"{{id}}\" aria-label=\"{{label}}\">{{options}}</select>\n",
        { { "id", id }, { "label", label }, { "options", options } });
}

// B2C: three boxes; the value is "2001-02-28".
html::Safe date(Drawing const& drawing, PageField const& field)
{
    std::vector<std::string> parts = split(field.value, '-');
    parts.resize(3);
    int const this_year = static_cast<int>(
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(drawing.context.now)).year());
    return html::trusted("<div class=\"date\">") + date_part(field, "day", drawing.text("day", "Day"), 1, 31, parts[2])
        + date_part(field, "month", drawing.text("month", "Month"), 1, 12, parts[1])
        + date_part(field, "year", drawing.text("year", "Year"), this_year, this_year - 120, parts[0])
        + html::trusted("</div>\n");
}

html::Safe qr_code(Drawing const& drawing, PageField const& field)
{
    auto const svg = qr::svg(field.value);
    if (!svg)
        return {};
    html::Safe out
        = html::fill("<div id=\"{{id}}\" class=\"qrCode\" role=\"img\" aria-label=\"{{alt}}\">{{svg}}</div>\n",
            { { "id", field.id }, { "alt", drawing.text("qr_alt", "QR code to scan with the authenticator app") },
                { "svg", html::trusted(*svg) } });
    // On the phone itself there is nothing to scan with. Only this scheme: the text is data.
    if (field.value.starts_with("otpauth://"))
        out += html::fill("<p class=\"openApp\"><a href=\"{{address}}\">{{text}}</a></p>\n",
            { { "address", field.value }, { "text", drawing.text("app_open", "Open in an app on this device") } });
    return out;
}

// In groups of four, for reading out and typing.
html::Safe authenticator_info(Drawing const& drawing, PageField const& field)
{
    std::string grouped;
    for (size_t at = 0; at < field.value.size(); at += 4)
        grouped += (at == 0 ? "" : " ") + field.value.substr(at, 4);
    return html::fill("<p>{{intro}}</p>\n<p><code id=\"{{id}}\" class=\"secret\">{{secret}}</code></p>\n",
        { { "intro", drawing.text("app_manual", "Cannot scan it? Type this key into the app:") }, { "id", field.id },
            { "secret", grouped } });
}

html::Safe app_icons(Drawing const& drawing)
{
    return html::fill("<p>{{intro}}</p>\n<ul class=\"apps\"><li>Microsoft Authenticator</li><li>Google "
                      "Authenticator</li><li>FreeOTP</li></ul>\n",
        { { "intro",
            drawing.text("app_intro", "You need an authenticator app on your phone, for example one of these:") } });
}

// Without a name of ours: the form is submitted as by Continue, and the claim with it.
html::Safe claim_button(PageField const& field)
{
    return html::fill(
        R"(<button id="{{id}}" class="button secondary" type="submit" name="{{id}}" value="{{value}}">{{text}}</button>
)",
        { { "id", field.id }, { "value", field.value }, { "text", field.label } });
}

bool is_group(InputKind kind)
{
    return kind == InputKind::RadioSingleSelect || kind == InputKind::CheckboxMultiSelect
        || kind == InputKind::DateTimeDropdown;
}

bool has_label(InputKind kind)
{
    return kind != InputKind::Paragraph && kind != InputKind::QrCode && kind != InputKind::AuthenticatorInfo
        && kind != InputKind::AppIcons && kind != InputKind::Passkey && kind != InputKind::CodeList
        && kind != InputKind::Button && kind != InputKind::Captcha;
}

html::Safe label(Drawing const& drawing, PageField const& field)
{
    html::Safe text = html::escape(field.label);
    bool const optional
        = !field.required && field.input != InputKind::Readonly && drawing.page.kind == PageKind::SelfAsserted;
    if (optional)
        text += html::fill(" <span class=\"optional\">({{optional}})</span>",
            { { "optional", drawing.text("optional_field", "optional") } });
    if (is_group(field.input))
        return html::fill(
            "<legend id=\"{{id}}\">{{text}}</legend>\n", { { "id", field.id + "_label" }, { "text", text } });
    return html::fill("<label id=\"{{label_id}}\" for=\"{{id}}\">{{text}}</label>\n",
        { { "label_id", field.id + "_label" }, { "id", field.id }, { "text", text } });
}

} // namespace

std::string focus_target(Page const& page)
{
    for (PageField const& field : page.fields)
        if (field.verification && field.verification->phase == Verification::Phase::CodeSent)
            return field.verification->code_field;
    for (PageField const& field : page.fields)
        if ((has_label(field.input) || field.input == InputKind::Captcha) && !field.error.empty())
            return field.id;
    for (PageField const& field : page.fields)
        if (has_label(field.input) && field.input != InputKind::Readonly && field.value.empty())
            return field.id;
    return {};
}

bool is_settled(PageField const& field)
{
    return field.verification && field.verification->phase != Verification::Phase::NotSent;
}

html::Safe input(Drawing const& drawing, PageField const& field)
{
    switch (field.input) {
    case InputKind::DropdownSingleSelect:
        return dropdown(field);
    case InputKind::RadioSingleSelect:
        return choices(field, "radio");
    case InputKind::CheckboxMultiSelect:
        return choices(field, "checkbox");
    case InputKind::DateTimeDropdown:
        return date(drawing, field);
    case InputKind::Paragraph:
        return html::fill(
            "<p id=\"{{id}}\" class=\"paragraph\">{{text}}</p>\n", { { "id", field.id }, { "text", field.value } });
    case InputKind::QrCode:
        return qr_code(drawing, field);
    case InputKind::AuthenticatorInfo:
        return authenticator_info(drawing, field);
    case InputKind::AppIcons:
        return app_icons(drawing);
    case InputKind::Passkey:
        return passkey(drawing, field);
    case InputKind::CodeList:
        return code_list(drawing, field);
    case InputKind::Captcha:
        return captcha(drawing, field);
    case InputKind::Button:
        return claim_button(field);
    default:
        return text_input(drawing, field);
    }
}

html::Safe field(Drawing const& drawing, PageField const& field)
{
    html::Safe inside;
    if (has_label(field.input))
        inside += label(drawing, field);
    if (!field.help.empty() && field.input != InputKind::Paragraph)
        inside += html::fill("<div id=\"{{id}}\" class=\"helpText\">{{help}}</div>\n",
            { { "id", field.id + "_help" }, { "help", field.help } });
    if (field.input != InputKind::Captcha)
        inside += item_error(field.id, field.error);
    inside += input(drawing, field);
    if (field.verification)
        inside += widget(drawing, field);
    std::string_view const element = is_group(field.input) ? "fieldset" : "div";
    return html::fill(
        "<li id=\"{{li}}\" class=\"{{class}}\"><{{element}} class=\"attrEntry\">\n{{inside}}</{{element}}></li>\n",
        { { "li", field.id + "_li" }, { "class", input_class(field.input) }, { "element", element },
            { "inside", inside } });
}

} // namespace gatehouse::pages
