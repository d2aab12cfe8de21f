// The data that B2C's own script and everybody's robots read. The names, the form "var X = {...};" and the types of the
// members are the contract: b2c_wire.md §6.6.
#include "edges/pages/parts.h"

#include "libs/json/json.h"

#include <cstdint>

namespace gatehouse::pages {
namespace {

bool is_text_input(InputKind kind)
{
    return kind == InputKind::TextBox || kind == InputKind::EmailBox || kind == InputKind::NumericTextBox
        || kind == InputKind::Readonly;
}

std::string_view input_type(InputKind kind)
{
    switch (kind) {
    case InputKind::EmailBox:
        return "EmailBox";
    case InputKind::Password:
        return "Password";
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
    case InputKind::Button:
        return "Button";
    default:
        return "TextBox";
    }
}

json::Object attribute_field(PageField const& field)
{
    json::Array options;
    for (PageOption const& one : field.options)
        options.emplace_back(json::Object{ { "VAL", one.value }, { "DISP", one.text } });
    return json::Object{
        { "UX_INPUT_TYPE", input_type(field.input) },
        { "USER_INPUT_TYPE", input_type(field.input) },
        { "IS_TEXT", is_text_input(field.input) },
        { "IS_EMAIL", field.input == InputKind::EmailBox },
        { "IS_PASSWORD", field.input == InputKind::Password },
        { "IS_DATE", field.input == InputKind::DateTimeDropdown },
        { "IS_RADIO", field.input == InputKind::RadioSingleSelect },
        { "IS_DROP", field.input == InputKind::DropdownSingleSelect },
        { "IS_TEXT_IN_PARAGRAPH", field.input == InputKind::Paragraph },
        { "IS_CHECK_MULTI", field.input == InputKind::CheckboxMultiSelect },
        { "IS_LINK", false },
        { "VERIFY", field.verification.has_value() },
        { "DN", field.label },
        { "ID", field.id },
        { "U_HELP", field.help },
        { "DAY_PRE", "0" },
        { "MONTH_PRE", "0" },
        { "YEAR_PRE", "0" },
        { "IS_REQ", field.required },
        { "IS_RDO", field.input == InputKind::Readonly },
        { "PAT", field.pattern },
        { "PAT_DESC", field.pattern_help },
        { "OPTIONS", std::move(options) },
    };
}

bool is_input(InputKind kind)
{
    return kind != InputKind::Passkey && kind != InputKind::CodeList && kind != InputKind::QrCode
        && kind != InputKind::AuthenticatorInfo && kind != InputKind::AppIcons && kind != InputKind::Captcha;
}

json::Object attribute_fields(Page const& page)
{
    json::Array fields;
    for (PageField const& field : page.fields)
        if (is_input(field.input))
            fields.emplace_back(attribute_field(field));
    return json::Object{ { "AttributeFields", std::move(fields) } };
}

json::Object config(Page const& page)
{
    return json::Object{
        { "showSignupLink", page.sign_up_exchange.empty() ? "False" : "True" },
        { "operatingMode", page.operating_mode },
        { "sendHintOnSignup", "False" },
        { "forgotPasswordLinkLocation", page.forgot_password ? "AfterLabel" : "None" },
        { "forgotPasswordLinkOverride", page.forgot_password_exchange },
        { "includePasswordRequirements", "true" },
        { "enableRememberMe", page.remember_me ? "true" : "false" },
        { "enableCaptchaChallenge", find_captcha(page) ? "true" : "false" },
        { "announceVerCompleteMsg", "True" },
    };
}

json::Object locale(Page const& page)
{
    size_t const dash = page.language.find('-');
    return json::Object{ { "lang", page.language.substr(0, dash) },
        { "country", dash == std::string::npos ? std::string() : to_upper(page.language.substr(dash + 1)) } };
}

json::Object settings(Drawing const& drawing)
{
    PageContext const& context = drawing.context;
    return json::Object{
        { "remoteResource", "" },
        { "retryLimit", 3 },
        { "trimSpacesInPassword", false },
        { "api", api_name(drawing.page.kind) },
        { "csrf", context.csrf },
        { "transId", context.tx },
        { "pageViewId", context.correlation_id },
        { "suppressElementCss", false },
        { "isPageViewIdSentWithHeader", false },
        { "allowAutoFocusOnPasswordField", true },
        { "pageMode", 0 },
        { "config", config(drawing.page) },
        { "hosts",
            json::Object{ { "tenant", context.prefix }, { "policy", context.policy }, { "static", "/static/" } } },
        { "locale", locale(drawing.page) },
        { "xhrSettings",
            json::Object{ { "retryEnabled", true }, { "retryMaxAttempts", 3 }, { "retryDelay", 200 },
                { "retryExponent", 2 }, { "retryOn", json::Array{ "error", "timeout" } } } },
    };
}

// The countries are a page of text, and only the phone page's script asks for them.
json::Object content(Page const& page)
{
    json::Object texts;
    for (auto const& [id, text] : page.strings)
        if (page.kind == PageKind::PhoneFactor || (id != "countryList" && !id.starts_with("country_")))
            texts.set(id, text);
    return texts;
}

json::Object providers(Page const& page)
{
    json::Array list;
    for (PageChoice const& choice : page.providers)
        list.emplace_back(json::Object{ { "id", choice.exchange }, { "description", choice.text } });
    return json::Object{ { "list", std::move(list) } };
}

json::Object phone_numbers(PhoneStep const& phone)
{
    json::Array numbers;
    for (PageOption const& one : phone.numbers)
        numbers.emplace_back(json::Object{ { "Id", json::Value(std::int64_t{ parse_integer(one.value).value_or(0) }) },
            { "MaskedNumber", one.text } });
    return json::Object{ { "PhoneNumbers", std::move(numbers) } };
}

std::string variable(std::string_view name, json::Object const& value)
{
    return "var " + std::string(name) + " = " + json::write(value) + ";\n";
}

} // namespace

std::string page_data(Drawing const& drawing)
{
    Page const& page = drawing.page;
    std::string out = "\n" + variable("CP", providers(page)) + variable("SA_FIELDS", attribute_fields(page))
        + variable("CONTENT", content(page));
    if (page.phone)
        out += variable("UV_PHONE", phone_numbers(*page.phone));
    return out + variable("SETTINGS", settings(drawing));
}

} // namespace gatehouse::pages
