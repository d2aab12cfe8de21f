#include "edges/pages/parts.h"

namespace gatehouse::pages {
namespace {

std::string_view css_class(Look look)
{
    switch (look) {
    case Look::Primary:
        return "button primary";
    case Look::Secondary:
        return "button secondary";
    case Look::Quiet:
        break;
    }
    return "textButton";
}

bool has_error(PageField const& field)
{
    return !field.error.empty() || (field.verification && !field.verification->error.empty());
}

html::Safe wrong_fields(Page const& page)
{
    html::Safe items;
    for (PageField const& field : page.fields)
        if (has_error(field) && !field.label.empty())
            items += html::fill(
                R"(<li><a href="#{{id}}">{{label}}</a></li>)", { { "id", field.id }, { "label", field.label } });
    return items.empty() ? items : html::fill("<ul>{{items}}</ul>", { { "items", items } });
}

} // namespace

std::string_view api_name(PageKind kind)
{
    switch (kind) {
    case PageKind::SignIn:
        return "CombinedSigninAndSignup";
    case PageKind::SelfAsserted:
        return "SelfAsserted";
    case PageKind::PhoneFactor:
        return "Phonefactor";
    case PageKind::ProviderSelection:
        break;
    }
    return "ProviderSelection";
}

html::Safe form(Drawing const& drawing, std::string_view id, std::string_view css_class, html::Safe const& inside)
{
    url::Form query;
    query.add("tx", drawing.context.tx);
    query.add("p", drawing.context.policy);
    // The server says what is missing, in the page's language; the browser would do it in its own.
    return html::fill(R"(<form id="{{id}}" class="{{class}}" method="post" action="{{action}}" novalidate>
<input type="hidden" name="csrf_token" value="{{csrf}}">
{{inside}}</form>
)",
        { { "id", id }, { "class", css_class },
            { "action", url::with_query(drawing.context.prefix + "/SelfAsserted", query) },
            { "csrf", drawing.context.csrf }, { "inside", inside } });
}

std::string link(Drawing const& drawing, std::string_view api, std::string_view action, url::Form extra)
{
    extra.add("csrf_token", drawing.context.csrf);
    extra.add("tx", drawing.context.tx);
    extra.add("p", drawing.context.policy);
    return url::with_query(drawing.context.prefix + "/api/" + std::string(api) + "/" + std::string(action), extra);
}

html::Safe button(std::string_view id, std::string_view request, std::string_view text, Look look)
{
    return html::fill(
        R"(<button id="{{id}}" class="{{class}}" type="submit" name="request" value="{{request}}">{{text}}</button>
)",
        { { "id", id }, { "class", css_class(look) }, { "request", request }, { "text", text } });
}

html::Safe enter_button(std::string_view request)
{
    return html::fill(
        R"(<button class="enter" type="submit" name="request" value="{{request}}" tabindex="-1" aria-hidden="true"></button>
)",
        { { "request", request } });
}

html::Safe cancel_button(Drawing const& drawing)
{
    if (!drawing.page.cancel_button)
        return {};
    return button("cancel", "cancel", drawing.text("button_cancel", "Cancel"), Look::Secondary);
}

html::Safe intro(Drawing const&, std::string_view heading, std::string_view sentence)
{
    html::Safe out
        = html::fill("<div class=\"intro\">\n<h1 class=\"heading\">{{heading}}</h1>\n", { { "heading", heading } });
    if (!sentence.empty())
        out += html::fill("<p>{{sentence}}</p>\n", { { "sentence", sentence } });
    return out + html::trusted("</div>\n");
}

html::Safe page_error(std::string_view id, std::string const& text, Page const& page)
{
    if (text.empty())
        return {};
    return html::fill(
        R"(<div id="{{id}}" class="error pageLevel" role="alert" tabindex="-1"><p>{{text}}</p>{{fields}}</div>
)",
        { { "id", id }, { "text", text }, { "fields", wrong_fields(page) } });
}

html::Safe page_notice(std::string const& text)
{
    if (text.empty())
        return {};
    return html::fill("<div class=\"notice pageLevel\" role=\"status\">{{text}}</div>\n", { { "text", text } });
}

html::Safe item_error(std::string const& field, std::string const& text)
{
    if (text.empty())
        return {};
    return html::fill("<div id=\"{{id}}\" class=\"error itemLevel\">{{text}}</div>\n",
        { { "id", field + "_error" }, { "text", text } });
}

html::Safe busy(Drawing const& drawing)
{
    return html::fill(
        R"(<div class="verifying-modal" role="status" hidden><span class="spinner" aria-hidden="true"></span><div id="verifying_blurb">{{text}}</div></div>
)",
        { { "text", drawing.text("verifying_blurb", "Please wait") } });
}

} // namespace gatehouse::pages
