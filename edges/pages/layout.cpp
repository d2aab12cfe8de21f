#include "edges/pages/layout.h"

#include "edges/pages/pages.h"
#include "libs/base/text.h"

namespace gatehouse::pages {
namespace {

constexpr std::string_view kDocument = R"(<!DOCTYPE html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{{title}}</title>
<link rel="icon" href="{{icon}}" type="image/svg+xml">
<link rel="stylesheet" href="{{style}}">
{{brandStyle}}{{scripts}}</head>
<body>
<div class="frame {{width}}">
<header class="brand">{{mark}}</header>
<main>
{{content}}
</main>
</div>
</body>
</html>
)";

html::Safe refresh(Layout const& layout)
{
    if (layout.goes_to.empty())
        return {};
    return html::fill("<meta http-equiv=\"refresh\" content=\"{{seconds}};url={{address}}\">\n",
        { { "seconds", "5" }, { "address", layout.goes_to } });
}

html::Safe brand_style(Layout const& layout)
{
    if (layout.brand_style.empty())
        return {};
    return html::fill("<link rel=\"stylesheet\" href=\"{{address}}\">\n", { { "address", layout.brand_style } });
}

html::Safe brand_mark(Layout const& layout, std::string const& brand)
{
    if (!layout.brand_logo.empty())
        return html::fill("<img class=\"brandLogo\" src=\"{{address}}\" alt=\"{{text}}\">",
            { { "address", layout.brand_logo },
                { "text", layout.brand_logo_text.empty() ? brand : layout.brand_logo_text } });
    return html::fill("<span class=\"mark\" aria-hidden=\"true\"></span><span class=\"brandName\">{{brand}}</span>",
        { { "brand", brand } });
}

// CSP3 §2.3.1: a source has no query, and these two characters would end it.
std::string frame_source(std::string_view address)
{
    std::string out;
    for (char const c : address.substr(0, address.find_first_of("?#")))
        out += c == ';' ? "%3B" : c == ',' ? "%2C" : std::string(1, c);
    return out;
}

// No form-action: Chromium applies it to the redirect that follows a form, and so to the way back to the application.
std::string content_security_policy(Layout const& layout)
{
    std::string const captcha = captcha_sources(layout);
    std::string frame_sources = layout.frames.empty() && captcha.empty() ? "" : "; frame-src" + captcha;
    for (std::string const& frame : layout.frames)
        frame_sources += " " + frame_source(frame);
    std::string const script = layout.script_nonce.empty() ? "'none'" : "'nonce-" + layout.script_nonce + "'";
    std::string const media(inline_media(layout));
    return "default-src 'none'; script-src " + script + captcha + "; style-src 'self'" + captcha + "; img-src 'self'"
        + media + (media.empty() ? "" : "; media-src" + media) + "; connect-src 'self'" + captcha
        + "; base-uri 'none'; " + frame_ancestors(layout) + frame_sources;
}

} // namespace

html::Safe scripts(Layout const& layout)
{
    html::Safe out;
    if (layout.script_nonce.empty())
        return out;
    if (!layout.script.empty())
        out += html::fill("<script nonce=\"{{nonce}}\">{{script}}</script>\n",
            { { "nonce", layout.script_nonce }, { "script", html::trusted(layout.script) } });
    auto const add = [&](std::string_view path) {
        out += html::fill("<script nonce=\"{{nonce}}\" src=\"{{address}}\" defer></script>\n",
            { { "nonce", layout.script_nonce }, { "address", asset_address(path) } });
    };
    if (layout.enhancement != Layout::Enhancement::None)
        add("pages.js");
    if (layout.enhancement == Layout::Enhancement::PagesAndPasskeys)
        add("passkeys.js");
    if (layout.captcha && layout.captcha->widget)
        out += html::fill("<script nonce=\"{{nonce}}\" src=\"{{address}}\" async defer></script>\n",
            { { "nonce", layout.script_nonce }, { "address", layout.captcha->widget->script } });
    return out;
}

std::string_view inline_media(Layout const& layout)
{
    return layout.captcha && !layout.captcha->media.empty() ? " data:" : "";
}

std::string captcha_sources(Layout const& layout)
{
    if (!layout.captcha || !layout.captcha->widget)
        return {};
    return " " + join(layout.captcha->widget->sources, " ");
}

std::string frame_ancestors(Layout const& layout)
{
    return "frame-ancestors " + (layout.framed_by.empty() ? "'none'" : join(layout.framed_by, " "));
}

void add_security_headers(http::Response& response, Layout const& layout, std::string const& content_security_policy)
{
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Content-Security-Policy", content_security_policy);
    // A page's address holds the transaction.
    response.headers.set("Referrer-Policy", std::string(layout.referrer_policy));
    response.headers.set("X-Content-Type-Options", "nosniff");
    // It cannot name others than oneself; browsers go by frame-ancestors (CSP3 §6.4.2).
    if (layout.framed_by.empty())
        response.headers.set("X-Frame-Options", "DENY");
}

http::Response document(Layout const& layout)
{
    std::string const brand = layout.brand.empty() ? "Gatehouse" : layout.brand;
    html::Safe page = html::fill(kDocument,
        { { "language", layout.language }, { "title", layout.title.empty() ? brand : layout.title + " – " + brand },
            { "icon", asset_address("favicon.svg") }, { "style", asset_address("pages.css") },
            { "brandStyle", brand_style(layout) }, { "scripts", refresh(layout) + scripts(layout) },
            { "width", layout.width == Layout::Width::Wide ? "wide" : "narrow" }, { "mark", brand_mark(layout, brand) },
            { "content", layout.content } });
    http::Response response = http::html_response(layout.status, std::move(page).take());
    add_security_headers(response, layout, content_security_policy(layout));
    return response;
}

std::string spoken_language(std::string_view wishes)
{
    for (std::string const& wish : split(wishes, ',')) {
        std::string const language = to_lower(trim(wish)).substr(0, 2);
        if (language == "de" || language == "en")
            return language;
    }
    return "en";
}

} // namespace gatehouse::pages
