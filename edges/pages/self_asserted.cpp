// B2C: selfasserted, #api[data-name="SelfAsserted"].
#include "edges/pages/parts.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

// B2C has an element for each kind of error; the text tells which it is.
std::string_view error_id(Page const& page)
{
    if (page.error == page.text("error_passwordEntryMismatch"))
        return "passwordEntryMismatch";
    if (page.error == page.text("error_requiredFieldMissing"))
        return "requiredFieldMissing";
    if (page.error == page.text("error_fieldIncorrect"))
        return "fieldIncorrect";
    return "claimVerificationServerError";
}

std::string enter_request(Page const& page)
{
    for (PageField const& field : page.fields) {
        if (!field.verification || field.verification->phase == Verification::Phase::Verified)
            continue;
        bool const sent = field.verification->phase == Verification::Phase::CodeSent;
        return (sent ? "verify:" : "send:") + field.verification->target;
    }
    return "continue";
}

} // namespace

html::Safe self_asserted(Drawing const& drawing)
{
    Page const& page = drawing.page;
    std::string const enter = enter_request(page);
    html::Safe inside = enter_button(enter);
    inside += page_error(error_id(page), page.error, page) + page_notice(page.notice);
    inside += html::trusted("<div id=\"attributeList\" class=\"attr\"><ul>\n");
    for (PageField const& one : page.fields)
        inside += field(drawing, one);
    inside += html::trusted("</ul></div>\n<div class=\"buttons\">\n");
    // One button at a time is the next thing to do: first the code, then the form.
    bool const asks_passkey
        = std::ranges::any_of(page.fields, [](PageField const& field) { return field.input == InputKind::Passkey; });
    Look const look = enter == "continue" && !asks_passkey ? Look::Primary : Look::Secondary;
    if (page.continue_button)
        inside += button("continue", "continue", drawing.text("button_continue", "Continue"), look);
    inside += cancel_button(drawing) + html::trusted("</div>\n") + busy(drawing);
    html::Safe content = intro(drawing, drawing.text("heading", drawing.text("form_heading", "Your details")),
                             page.text("initial_intro"))
        + form(drawing, "attributeVerification", "attributes", inside);
    if (!page.providers.empty())
        content += html::fill("<div class=\"divider\"><span>{{text}}</span></div>\n",
                       { { "text", drawing.text("passkey_alternatives", "or another way") } })
            + choice_links(drawing, "alternatives");
    return html::fill("<div id=\"api\" data-name=\"SelfAsserted\">\n{{content}}</div>", { { "content", content } });
}

} // namespace gatehouse::pages
