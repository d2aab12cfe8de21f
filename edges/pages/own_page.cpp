#include "edges/pages/own_page.h"

#include "edges/pages/parts.h"
#include "libs/base/text.h"

namespace gatehouse::pages {
namespace {

// Where the page's looks come from: its own origin, and those that the tenant names.
std::string sources_of(OwnPage const& own)
{
    std::string sources;
    if (auto const address = url::parse(own.address))
        sources += " " + address->origin();
    for (std::string const& source : own.sources)
        sources += " " + source;
    return sources;
}

// What was typed cannot leave: no script but ours and, if the tenant says so, the page's; no connection to elsewhere.
std::string content_security_policy(OwnPage const& own, Layout const& layout)
{
    std::string const& nonce = layout.script_nonce;
    std::string const sources = sources_of(own);
    std::string const for_scripts = own.scripts == OwnPage::Scripts::Allowed ? sources : "";
    std::string const captcha = captcha_sources(layout);
    std::string const media(inline_media(layout));
    return "default-src 'none'; script-src 'nonce-" + nonce + "'" + for_scripts + captcha + "; style-src 'self' 'nonce-"
        + nonce + "'" + sources + captcha + "; style-src-attr 'unsafe-inline'; img-src 'self' data:" + sources
        + (media.empty() ? "" : "; media-src" + media) + "; font-src" + sources + "; connect-src 'self'" + for_scripts
        + captcha + "; base-uri 'none'; " + frame_ancestors(layout) + (captcha.empty() ? "" : "; frame-src" + captcha);
}

} // namespace

std::optional<http::Response> own_document(
    Layout const& layout, std::optional<OwnPage> const& own, TemplateSource* templates)
{
    if (!own || !templates)
        return std::nullopt;
    auto const page = templates->find(*own);
    if (!page)
        return std::nullopt;
    html::Safe filled = page->fill(
        { .language = layout.language, .nonce = layout.script_nonce, .head = scripts(layout), .api = layout.content });
    http::Response response = http::html_response(layout.status, std::move(filled).take());
    add_security_headers(response, layout, content_security_policy(*own, layout));
    return response;
}

} // namespace gatehouse::pages
