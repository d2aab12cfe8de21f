// The parts of a page that passkeys and recovery codes need. web/passkeys.js brings them to life; without it the page
// says so, and whatever else it offers works.
#include "edges/pages/parts.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

// "Enrol", "Verify" or "SignIn" of the engine's options; "" where there is nothing to ask.
std::string use_of(PageField const& field)
{
    auto const options = json::parse_object(field.value);
    return options.has_value() ? options->text("use").value_or("") : std::string();
}

std::string button_text(Drawing const& drawing, std::string_view use)
{
    if (use == "Enrol")
        return drawing.text("passkey_enrol", "Create a passkey");
    if (use == "SignIn")
        return drawing.text("passkey_sign_in", "Sign in with a passkey");
    return drawing.text("passkey_verify", "Use my passkey");
}

} // namespace

html::Safe passkey(Drawing const& drawing, PageField const& field)
{
    std::string const use = use_of(field);
    bool const sign_in = drawing.page.kind == PageKind::SignIn;
    // Beside a password the button is one more way, which need not explain its absence.
    html::Safe without;
    if (!sign_in)
        without = html::fill("<noscript><p class=\"passkeyNote\">{{script}}</p></noscript>\n",
            { { "script", drawing.text("passkey_script", "A passkey needs JavaScript.") } });
    return html::fill(R"(<input id="{{id}}" type="hidden" name="{{id}}" value="">
<button id="usePasskey" class="button {{look}}" type="button" data-passkey="{{options}}" data-answer="{{id}}" hidden>{{text}}</button>
<p id="passkeyFailed" class="passkeyNote" role="alert" hidden>{{failed}}</p>
<p id="passkeyUnsupported" class="passkeyNote" role="alert"{{quiet}} hidden>{{unsupported}}</p>
{{without}})",
        { { "id", field.id }, { "look", sign_in ? "secondary" : "primary" }, { "options", field.value },
            { "text", button_text(drawing, use) },
            { "failed", drawing.text("passkey_failed", "That did not work, or it was cancelled. You can try again.") },
            { "quiet", html::trusted(sign_in ? " data-quiet" : "") },
            { "unsupported",
                drawing.text("passkey_unsupported", "This browser has no passkeys, or not at this address.") },
            { "without", without } });
}

html::Safe code_list(Drawing const& drawing, PageField const& field)
{
    html::Safe codes;
    for (std::string const& code : split(field.value, ','))
        codes += html::fill("<li><code>{{code}}</code></li>\n", { { "code", code } });
    return html::fill(R"(<ol id="{{id}}" class="codes">
{{codes}}</ol>
<div class="codeTools"><button id="copyCodes" class="button secondary" type="button" data-done="{{copied}}" hidden>{{copy}}</button>
<button id="printCodes" class="button secondary" type="button" hidden>{{print}}</button></div>
<p id="codesCopied" class="passkeyNote" role="status"></p>
)",
        { { "id", field.id }, { "codes", codes }, { "copied", drawing.text("codes_copied", "Copied.") },
            { "copy", drawing.text("codes_copy", "Copy") }, { "print", drawing.text("codes_print", "Print") } });
}

bool needs_passkey_script(Page const& page)
{
    return std::ranges::any_of(page.fields,
        [](PageField const& field) { return field.input == InputKind::Passkey || field.input == InputKind::CodeList; });
}

} // namespace gatehouse::pages
