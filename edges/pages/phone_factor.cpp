// B2C: multifactor, #api[data-name="Phonefactor"]. The widget's target is "phone".
#include "edges/pages/parts.h"

namespace gatehouse::pages {
namespace {

html::Safe number_entry(Drawing const& drawing, PhoneStep const& phone)
{
    html::Safe countries;
    for (PageOption const& one : phone.countries)
        countries += html::fill("<option value=\"{{value}}\"{{selected}}>{{text}}</option>",
            { { "value", one.value }, { "selected", html::trusted(one.selected ? " selected" : "") },
                { "text", one.text } });
    return html::fill(R"(<div id="phoneEntry" class="phoneEntry"><div class="input">
<div class="code"><label for="countryCode">{{country_label}}</label>
<select id="countryCode" name="countryCode" autocomplete="tel-country-code">{{countries}}</select></div>
<div class="number"><label for="number">{{number_label}}</label>
<input id="number" name="number" class="textInput" type="tel" autocomplete="tel-national" maxlength="32" value="{{number}}" required autofocus></div>
</div></div>
)",
        { { "country_label", drawing.text("country_code_label", "Country") }, { "countries", countries },
            { "number_label", drawing.text("number_label", "Phone number") }, { "number", phone.number } });
}

html::Safe known_numbers(Drawing const& drawing, PhoneStep const& phone)
{
    html::Safe numbers;
    bool first = true;
    for (PageOption const& one : phone.numbers) {
        std::string const id = "phone_" + one.value;
        numbers += html::fill(
            R"(<div class="phoneNumber"><label class="choice numberSelector" for="{{id}}"><input id="{{id}}" type="radio" name="id" value="{{value}}"{{checked}}> <span class="number">{{text}}</span></label></div>
)",
            { { "id", id }, { "value", one.value },
                { "checked", html::trusted(one.selected || first ? " checked" : "") }, { "text", one.text } });
        first = false;
    }
    return html::fill(
        "<fieldset id=\"phoneNumbers\" class=\"phoneNumbers\"><legend>{{label}}</legend>\n{{numbers}}</fieldset>\n",
        { { "label", drawing.text("number_label", "Phone number") }, { "numbers", numbers } });
}

html::Safe code_entry(Drawing const& drawing, PhoneStep const& phone)
{
    return html::fill(R"(<div id="codeVerification"><p>{{intro}} <strong class="number">{{number}}</strong></p>
<label for="verificationCode">{{label}}</label>
<input id="verificationCode" name="verificationCode" class="textInput codeInput" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="10" value="" required autofocus></div>
)",
        { { "intro", drawing.text("enter_code_text_intro", "Enter the code that we have sent to") },
            { "number", phone.sent_to }, { "label", drawing.text("code_label", drawing.text("ver_input", "Code")) } });
}

html::Safe call_button(Drawing const& drawing, Look look)
{
    return button("verifyPhone", "call:phone", drawing.text("button_verify", "Call me"), look);
}

html::Safe buttons(Drawing const& drawing, PhoneStep const& phone)
{
    html::Safe out;
    if (phone.phase == PhoneStep::Phase::EnterCode) {
        out += button("verifyCode", "verify:phone", drawing.text("button_verify_code", "Verify code"), Look::Primary);
        if (phone.texts)
            out += button("retryCode", "send:phone", drawing.text("text_button_send_second_code", "Send a new code"),
                Look::Quiet);
        if (phone.calls)
            out += call_button(drawing, Look::Quiet);
        out += button(
            "changeNumber", "change:phone", drawing.text("button_change_number", "Use another number"), Look::Quiet);
    } else {
        if (phone.texts)
            out += button("sendCode", "send:phone", drawing.text("button_send_code", "Send code"), Look::Primary);
        if (phone.calls)
            out += call_button(drawing, phone.texts ? Look::Quiet : Look::Primary);
    }
    return html::fill("<div id=\"oneWaySmsControls\" class=\"buttons\">\n{{buttons}}</div>\n",
        { { "buttons", out + cancel_button(drawing) } });
}

// B2C: the same sentence for each mode.
std::string sentence(Drawing const& drawing, PhoneStep const& phone)
{
    std::string const mode = !phone.calls ? "sms" : phone.texts ? "mixed" : "phone";
    switch (phone.phase) {
    case PhoneStep::Phase::EnterNumber:
        return drawing.text("intro_entry_" + mode, "Enter a number. We send a code to it.");
    case PhoneStep::Phase::ChooseNumber:
        return drawing.text("intro_" + mode, "We send a code to this number:");
    case PhoneStep::Phase::EnterCode:
        break;
    }
    return {};
}

} // namespace

html::Safe phone_factor(Drawing const& drawing)
{
    Page const& page = drawing.page;
    PhoneStep const phone = page.phone.value_or(PhoneStep{});
    PageField const* const asked = find_captcha(page);
    html::Safe inside;
    if (asked)
        inside += enter_button(phone.texts ? "send:phone" : "call:phone");
    inside += page_error("phoneError", page.error, page) + page_notice(page.notice);
    if (phone.phase == PhoneStep::Phase::EnterNumber)
        inside += number_entry(drawing, phone);
    else if (phone.phase == PhoneStep::Phase::ChooseNumber)
        inside += known_numbers(drawing, phone);
    else
        inside += code_entry(drawing, phone);
    if (asked)
        inside += captcha(drawing, *asked);
    inside += buttons(drawing, phone) + busy(drawing);
    html::Safe const content
        = html::fill("<div id=\"phonefactor_initial\">\n{{intro}}</div>\n",
              { { "intro", intro(drawing, drawing.text("heading", "Confirm it is you"), sentence(drawing, phone)) } })
        + form(drawing, "phoneFactor", "phoneFactor", inside);
    return html::fill("<div id=\"api\" data-name=\"Phonefactor\">\n{{content}}</div>", { { "content", content } });
}

} // namespace gatehouse::pages
