// B2C: CaptchaControl. A picture or a sound with the input for what it says, both without scripts; or somebody else's
// widget, which needs its own.
#include "edges/pages/parts.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

using Shows = PageCaptcha::Shows;

html::Safe media(Drawing const& drawing, PageCaptcha const& captcha)
{
    if (captcha.shows == Shows::Sound)
        return html::fill(
            "<audio class=\"captchaSound\" controls src=\"{{media}}\" aria-label=\"{{label}}\"></audio>\n",
            { { "media", captcha.media }, { "label", drawing.text("captcha_sound", "Groups of tones to count") } });
    return html::fill(
        R"(<img class="captchaPicture" src="{{media}}" alt="{{alt}}" width="300" height="100">
)",
        { { "media", captcha.media },
            { "alt",
                drawing.text(
                    "captcha_picture", "A picture of six characters. If you cannot see it, listen instead.") } });
}

html::Safe answer(Drawing const& drawing, PageField const& field)
{
    return html::fill(
        R"(<input id="{{id}}" name="{{id}}" class="textInput codeInput" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" value="" aria-describedby="{{id}}_help" required data-fresh{{more}}>
)",
        { { "id", field.id },
            { "more",
                html::trusted(std::string(focus_target(drawing.page) == field.id ? " autofocus" : "")
                    + (field.error.empty() ? "" : " aria-invalid=\"true\"")) } });
}

// Which of both it was is posted with the answer.
html::Safe kind(bool sound)
{
    return html::trusted(
        std::string("<input type=\"hidden\" name=\"challengeType\" value=\"") + (sound ? "Audio" : "Visual") + "\">\n");
}

html::Safe puzzle(Drawing const& drawing, PageField const& field)
{
    PageCaptcha const& captcha = *field.captcha;
    bool const sound = captcha.shows == Shows::Sound;
    std::string const help = sound
        ? drawing.text("captcha_help_sound",
              "You hear six groups of tones. Type how many tones each group has: six digits, such as 314152.")
        : drawing.text("captcha_help_picture", "Type the six characters that you see. Capitals do not matter.");
    html::Safe inside = kind(sound) + media(drawing, captcha);
    inside += html::fill(
        "<div id=\"{{id}}_help\" class=\"helpText\">{{help}}</div>\n", { { "id", field.id }, { "help", help } });
    inside
        += item_error(field.id, field.error) + answer(drawing, field) + html::trusted("<div class=\"captchaTools\">\n");
    inside += button(captcha.target + "_again", (sound ? "sound:" : "picture:") + captcha.target,
        sound ? drawing.text("captcha_other_sound", "Other tones")
              : drawing.text("captcha_other_picture", "Another picture"),
        Look::Quiet);
    inside += button(captcha.target + "_switch", (sound ? "picture:" : "sound:") + captcha.target,
        sound ? drawing.text("captcha_see", "Show a picture instead")
              : drawing.text("captcha_listen", "Listen instead"),
        Look::Quiet);
    return inside + html::trusted("</div>\n");
}

html::Safe outside(Drawing const& drawing, PageField const& field)
{
    CaptchaWidget const& widget = *field.captcha->widget;
    return item_error(field.id, field.error)
        + html::fill(
            R"(<div id="{{id}}" class="{{class}}" data-sitekey="{{key}}" data-theme="auto"></div>
<noscript><p class="passkeyNote">{{script}}</p></noscript>
)",
            { { "id", field.id }, { "class", widget.css_class }, { "key", widget.site_key },
                { "script", drawing.text("captcha_script", "This check needs JavaScript.") } });
}

} // namespace

html::Safe captcha(Drawing const& drawing, PageField const& field)
{
    PageCaptcha const captcha
        = field.captcha.value_or(PageCaptcha{ .shows = Shows::Solved, .target = {}, .media = {}, .widget = {} });
    if (captcha.shows == Shows::Solved)
        return html::fill("<p class=\"verificationSuccessText\" role=\"status\">{{text}}</p>\n",
            { { "text", drawing.text("captcha_solved", "Thank you, that was right.") } });
    bool const ours = captcha.shows != Shows::Widget;
    html::Safe inside;
    if (ours)
        inside = html::fill("<label id=\"{{id}}_label\" for=\"{{id}}\">{{label}}</label>\n",
            { { "id", field.id }, { "label", field.label } });
    else
        inside = html::fill("<p class=\"captchaLabel\">{{label}}</p>\n", { { "label", field.label } });
    if (ours)
        inside += puzzle(drawing, field);
    else if (captcha.widget)
        inside += outside(drawing, field);
    return html::fill("<div id=\"{{id}}\" class=\"captcha\">\n{{inside}}</div>\n",
        { { "id", captcha.target }, { "inside", inside } });
}

PageField const* find_captcha(Page const& page)
{
    auto const found = std::ranges::find(page.fields, InputKind::Captcha, &PageField::input);
    return found != page.fields.end() && found->captcha ? &*found : nullptr;
}

} // namespace gatehouse::pages
