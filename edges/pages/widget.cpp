// The widget that proves an address by a code. Two families of ids, because customers' style sheets and tests know
// both: "email_ver_but_send" of a claim, "emailVerificationControl_but_send_code" of a display control.
#include "edges/pages/parts.h"

namespace gatehouse::pages {
namespace {

using Phase = Verification::Phase;

struct Names {
    std::string prefix;
    bool classic = true;

    std::string pick(std::string_view classic_name, std::string_view control_name) const
    {
        return prefix + std::string(classic ? classic_name : control_name);
    }
};

struct Words {
    Drawing const& drawing;
    bool classic;

    std::string pick(std::string_view classic_id, std::string_view control_id, std::string_view otherwise) const
    {
        return drawing.text(classic ? classic_id : control_id, otherwise);
    }
};

// B2C has an element for each kind of failure; the text tells which it is.
std::string error_id(Drawing const& drawing, Names const& names, std::string const& error)
{
    if (!names.classic)
        return names.prefix + "_error_message";
    for (std::string_view const kind : { "fail_retry", "fail_no_retry", "fail_throttled", "fail_code_expired" })
        if (drawing.page.text("ver_" + std::string(kind)) == error)
            return names.prefix + "_" + std::string(kind);
    if (drawing.page.text("ver_incorrect_format") == error)
        return names.prefix + "_incorrect_format";
    return names.prefix + "_fail_server";
}

html::Safe status(Drawing const& drawing, Names const& names, Verification const& widget)
{
    html::Safe out;
    if (!widget.error.empty())
        out += html::fill("<div id=\"{{id}}\" class=\"error itemLevel\" role=\"alert\">{{text}}</div>\n",
            { { "id", error_id(drawing, names, widget.error) }, { "text", widget.error } });
    if (widget.phase == Phase::Verified) {
        Words const words{ drawing, names.classic };
        std::string const text = widget.info.empty()
            ? words.pick("ver_success_msg", "verification_control_code_verified", "Confirmed.")
            : widget.info;
        return out
            + html::fill("<div id=\"{{id}}\" class=\"verificationSuccessText\" role=\"status\">{{text}}</div>\n",
                { { "id", names.pick("_success", "_success_message") }, { "text", text } });
    }
    bool const sent = widget.phase == Phase::CodeSent;
    std::string info = widget.info;
    if (info.empty() && widget.error.empty())
        info = sent ? drawing.text("ver_info_msg", "We have sent you a code.") : drawing.text("ver_intro_msg", "");
    if (!info.empty())
        out += html::fill("<div id=\"{{id}}\" class=\"verificationInfoText\"{{role}}>{{text}}</div>\n",
            { { "id", sent ? names.pick("_info", "_success_message") : names.pick("_intro", "_intro_message") },
                { "role", html::trusted(sent ? " role=\"status\"" : "") }, { "text", info } });
    return out;
}

html::Safe code_input(Drawing const& drawing, Names const& names, Verification const& widget)
{
    return html::fill(
        R"(<label id="{{label_id}}" for="{{id}}">{{label}}</label>
<input id="{{id}}" name="{{id}}" class="textInput codeInput" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20" value=""{{more}}>
)",
        { { "label_id", names.classic ? names.prefix + "_ver_input_label" : widget.code_field + "_label" },
            { "id", widget.code_field }, { "label", drawing.text("ver_input", "Verification code") },
            { "more",
                html::trusted(std::string(focus_target(drawing.page) == widget.code_field ? " autofocus" : "")
                    + (widget.error.empty() ? "" : " aria-invalid=\"true\"")) } });
}

} // namespace

html::Safe widget(Drawing const& drawing, PageField const& field)
{
    Verification const& widget = *field.verification;
    Names const names{ widget.target, widget.target == field.id };
    Words const words{ drawing, names.classic };
    html::Safe inside = status(drawing, names, widget);
    html::Safe buttons;
    switch (widget.phase) {
    case Phase::NotSent:
        buttons += button(names.pick("_ver_but_send", "_but_send_code"), "send:" + widget.target,
            words.pick("ver_but_send", "verification_control_but_send_code", "Send code"), Look::Primary);
        break;
    case Phase::CodeSent:
        inside += code_input(drawing, names, widget);
        buttons += button(names.pick("_ver_but_verify", "_but_verify_code"), "verify:" + widget.target,
            words.pick("ver_but_verify", "verification_control_but_verify_code", "Verify code"), Look::Primary);
        if (widget.can_retry)
            buttons += button(names.pick("_ver_but_resend", "_but_send_new_code"), "send:" + widget.target,
                words.pick("ver_but_resend", "verification_control_but_send_new_code", "Send a new code"), Look::Quiet);
        break;
    case Phase::Verified:
        break;
    }
    if (widget.phase != Phase::NotSent && field.input != InputKind::Readonly)
        buttons += button(names.pick("_ver_but_edit", "_but_change_claims"), "change:" + widget.target,
            words.pick("ver_but_edit", "verification_control_but_change_claims", "Change"), Look::Quiet);
    return html::fill("<div{{id}} class=\"verify\">\n{{inside}}<div class=\"buttons\">\n{{buttons}}</div>\n</div>\n",
        { { "id", names.classic ? html::Safe() : html::fill(" id=\"{{id}}\"", { { "id", widget.target } }) },
            { "inside", inside }, { "buttons", buttons } });
}

} // namespace gatehouse::pages
