// B2C: unifiedssp, #api[data-name="Unified"]; and the page of choices, #api[data-name="IdpSelections"].
#include "edges/pages/parts.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

std::string forgot_password_address(Drawing const& drawing)
{
    if (drawing.page.forgot_password_exchange.empty())
        return link(drawing, "CombinedSigninAndSignup", "forgotPassword");
    url::Form query;
    query.add("claimsexchange", drawing.page.forgot_password_exchange);
    return link(drawing, "CombinedSigninAndSignup", "unified", std::move(query));
}

bool has_password(Page const& page)
{
    return std::ranges::any_of(page.fields, [](PageField const& field) { return field.input == InputKind::Password; });
}

// The link stands behind the input, so that Tab goes from the name to the password; the style puts it above.
html::Safe forgot_password(Drawing const& drawing)
{
    if (!drawing.page.forgot_password)
        return {};
    return html::fill("<a id=\"forgotPassword\" href=\"{{address}}\">{{text}}</a>\n",
        { { "address", forgot_password_address(drawing) },
            { "text",
                has_password(drawing.page) ? drawing.text("forgotpassword_link", "Forgot your password?")
                                           : drawing.text("changephone_link", "Do you have a new number?") } });
}

html::Safe entry(Drawing const& drawing, PageField const& field)
{
    bool const password = field.input == InputKind::Password;
    html::Safe inside = html::fill("<div class=\"{{class}}\"><label for=\"{{id}}\">{{label}}</label></div>\n",
        { { "class", password ? "password-label" : "entry-label" }, { "id", field.id }, { "label", field.label } });
    if (!field.help.empty())
        inside += html::fill("<div id=\"{{id}}\" class=\"helpText\">{{help}}</div>\n",
            { { "id", field.id + "_help" }, { "help", field.help } });
    inside += item_error(field.id, field.error);
    inside += input(drawing, field);
    if (password)
        inside += forgot_password(drawing);
    return html::fill("<div class=\"entry-item\">\n{{inside}}</div>\n", { { "inside", inside } });
}

html::Safe remember_me(Drawing const& drawing)
{
    if (!drawing.page.remember_me)
        return {};
    return html::fill(
        R"(<div class="rememberMe"><label class="choice" for="rememberMe"><input id="rememberMe" type="checkbox" name="rememberMe" value="true"> <span>{{text}}</span></label></div>
)",
        { { "text", drawing.text("remember_me", "Keep me signed in") } });
}

html::Safe sign_up(Drawing const& drawing)
{
    if (drawing.page.sign_up_exchange.empty())
        return {};
    url::Form query;
    query.add("local", "signup");
    return html::fill(
        R"(<div class="create"><p>{{intro}} <a id="createAccount" href="{{address}}">{{text}}</a></p></div>
)",
        { { "intro", drawing.text("createaccount_intro", "New here?") },
            { "address", link(drawing, "CombinedSigninAndSignup", "unified", std::move(query)) },
            { "text", drawing.text("createaccount_link", "Create an account") } });
}

} // namespace

html::Safe choice_links(Drawing const& drawing, std::string_view css_class)
{
    html::Safe options;
    for (PageChoice const& choice : drawing.page.providers) {
        url::Form query;
        query.add("social", choice.exchange);
        options += html::fill(
            R"(<a class="accountButton claims-provider-selection" id="{{id}}" href="{{address}}">{{text}}</a>
)",
            { { "id", choice.exchange },
                { "address", link(drawing, api_name(drawing.page.kind), "unified", std::move(query)) },
                { "text", choice.text } });
    }
    return html::fill(
        "<div class=\"claims-provider-list-buttons {{class}}\"><div class=\"options\">\n{{options}}</div></div>\n",
        { { "class", css_class }, { "options", options } });
}

html::Safe sign_in(Drawing const& drawing)
{
    Page const& page = drawing.page;
    html::Safe inside;
    if (find_captcha(page))
        inside += enter_button("continue");
    inside += page_error("localAccountFormError", page.error, page) + page_notice(page.notice);
    inside += html::trusted("<div class=\"entry\">\n");
    for (PageField const& field : page.fields)
        if (field.input == InputKind::Captcha)
            inside += captcha(drawing, field);
        else if (field.input != InputKind::Passkey)
            inside += entry(drawing, field);
    inside += remember_me(drawing);
    if (!has_password(page))
        inside += forgot_password(drawing);
    inside += html::trusted("<div class=\"buttons\">\n");
    inside += button("next", "continue", drawing.text("button_signin", "Sign in"), Look::Primary);
    inside += cancel_button(drawing) + html::trusted("</div>\n</div>\n");
    for (PageField const& field : page.fields)
        if (field.input == InputKind::Passkey)
            inside += passkey(drawing, field);
    inside += busy(drawing);
    html::Safe content
        = intro(drawing, drawing.text("heading", drawing.text("button_signin", "Sign in")), page.text("initial_intro"));
    if (!page.providers.empty())
        content += choice_links(drawing, page.providers_as == Page::ProvidersAs::Links ? "social textLinks" : "social")
            + html::fill("<div class=\"divider\"><span>{{text}}</span></div>\n",
                { { "text", drawing.text("divider_title", "or") } });
    content += form(drawing, "localAccountForm", "localAccount", inside) + sign_up(drawing);
    return html::fill("<div id=\"api\" data-name=\"Unified\">\n{{content}}</div>", { { "content", content } });
}

html::Safe provider_selection(Drawing const& drawing)
{
    Page const& page = drawing.page;
    html::Safe content = intro(drawing, drawing.text("heading", drawing.text("intro", "Please choose")),
        page.text("heading").empty() ? "" : page.text("intro"));
    content += page_error("selectionError", page.error, page) + choice_links(drawing, "selection");
    if (page.cancel_button)
        content += form(drawing, "selectionForm", "selection",
            html::trusted("<div class=\"buttons\">\n") + cancel_button(drawing) + html::trusted("</div>\n"));
    return html::fill("<div id=\"api\" data-name=\"IdpSelections\">\n{{content}}</div>", { { "content", content } });
}

} // namespace gatehouse::pages
