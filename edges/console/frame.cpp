#include "edges/console/frame.h"

#include "edges/console/parts.h"
#include "edges/pages/pages.h"
#include "libs/base/log.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr std::string_view kDocument = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{{title}}</title>
<link rel="icon" href="{{icon}}" type="image/svg+xml">
<link rel="stylesheet" href="{{style}}">
<link rel="stylesheet" href="{{console_style}}">
<script src="{{script}}" defer></script>
</head>
<body class="console">
{{body}}</body>
</html>
)";

constexpr std::string_view kFrame = R"(<a class="skip" href="#content">Skip to content</a>
<header class="top">
<a class="brand" href="{{home}}"><span class="mark" aria-hidden="true"></span><span class="brandName">{{tenant}}</span></a>
<form class="find" role="search" action="{{search}}" method="get">
<label class="unseen" for="find">Search people, apps, policies and correlation ids</label>
<input class="textInput" id="find" name="q" type="search" placeholder="Name, e-mail, phone or any id" autocomplete="off" maxlength="256">
<button class="button secondary" type="submit">Search</button>
</form>
<div class="who"><span class="whoName">{{name}}</span>{{sign_out}}</div>
</header>
<div class="shell">
<nav class="menu" aria-label="Console"><ul>
{{menu}}</ul></nav>
<main id="content" tabindex="-1">
{{crumbs}}<h1 class="heading">{{title}}</h1>
{{notice}}{{content}}
</main>
</div>
)";

http::Response document(int status, std::string_view title, html::Safe const& body, bool leads_away = false)
{
    html::Safe page = html::fill(kDocument,
        { { "title", std::string(title) + " – Gatehouse console" }, { "icon", pages::asset_address("favicon.svg") },
            { "style", pages::asset_address("pages.css") }, { "console_style", pages::asset_address("console.css") },
            { "script", pages::asset_address("console.js") }, { "body", body } });
    http::Response response = http::html_response(status, std::move(page).take());
    response.headers.set("Cache-Control", "no-store");
    // Scripts and styles are files of ours, and no page of the console sends a form anywhere else. Chromium applies
    // form-action to the redirect that follows a form, too, so a page whose form leads away has none.
    response.headers.set("Content-Security-Policy",
        std::string("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; ")
            + "frame-src 'self'; " + (leads_away ? "" : "form-action 'self'; ")
            + "base-uri 'none'; frame-ancestors 'none'");
    response.headers.set("Referrer-Policy", "no-referrer");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("X-Frame-Options", "DENY");
    response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
    return response;
}

html::Safe menu(Visit const& visit, std::string_view current)
{
    html::Safe out;
    for (Area const& one : areas()) {
        if (one.title.empty() || !may_read(one, visit.roles))
            continue;
        html::Safe const here = html::trusted(one.path == current ? " aria-current=\"page\"" : "");
        out += html::fill("<li><a href=\"{{address}}\"{{here}}>{{title}}</a></li>\n",
            { { "address", visit.path(one.path) }, { "here", here }, { "title", one.title } });
    }
    return out;
}

html::Safe crumbs(Visit const& visit, View const& view)
{
    std::vector<std::pair<std::string, std::string>> way = view.above;
    // Areas without a title stand below another one, which the page names itself.
    if (!view.area.empty() && !area(view.area).title.empty() && (!way.empty() || view.title != area(view.area).title))
        way.insert(way.begin(), { visit.path(view.area), std::string(area(view.area).title) });
    if (way.empty())
        return {};
    html::Safe items;
    for (auto const& [address, text] : way)
        items += html::fill(
            "<li><a href=\"{{address}}\">{{text}}</a></li>\n", { { "address", address }, { "text", text } });
    return html::fill(
        "<nav class=\"crumbs\" aria-label=\"You are here\"><ol>\n{{items}}</ol></nav>\n", { { "items", items } });
}

void log_cause(http::Request const& request, Trouble const& trouble)
{
    if (trouble.cause)
        log::error("a page of the console failed",
            { { "correlation", request.correlation_id }, { "detail", trouble.cause->detail } });
}

std::string_view title_of(Trouble const& trouble)
{
    switch (trouble.status) {
    case 403:
        return "You may not do that";
    case 404:
        return "Not found";
    default:
        return trouble.status >= 500 ? "That did not work" : "Please check";
    }
}

} // namespace

http::Response draw(Visit const& visit, View const& view)
{
    Tenant const& tenant = visit.tenant();
    html::Safe const notice = visit.notice.empty() ? html::Safe() : message(Tone::Good, visit.notice);
    html::Safe const sign_out = form(visit, visit.path("sign-out"),
        html::trusted("<button class=\"textButton\" type=\"submit\">Sign out</button>\n"));
    html::Safe const body = html::fill(kFrame,
        { { "home", visit.path("") }, { "tenant", tenant.display_name.empty() ? tenant.domain : tenant.display_name },
            { "search", visit.path("search") }, { "name", visit.name }, { "sign_out", sign_out },
            { "menu", menu(visit, view.area) }, { "crumbs", crumbs(visit, view) }, { "title", view.title },
            { "notice", notice }, { "content", view.content } });
    return document(view.status, view.title, body, view.leads_away);
}

http::Response plain_page(PlainPage const& page)
{
    html::Safe const link = page.link.empty()
        ? html::Safe()
        : html::fill("<div class=\"buttons\"><a class=\"button primary\" href=\"{{address}}\">{{text}}</a></div>\n",
              { { "address", page.link }, { "text", page.link_text } });
    html::Safe const body = html::fill(R"(<div class="frame narrow">
<header class="brand"><span class="mark" aria-hidden="true"></span><span class="brandName">Gatehouse console</span></header>
<main>
<div class="intro"><h1 class="heading">{{title}}</h1>
<p>{{text}}</p></div>
{{content}}{{link}}</main>
</div>
)",
        { { "title", page.title }, { "text", page.text }, { "content", page.content }, { "link", link } });
    return document(page.status, page.title, body);
}

http::Response trouble_page(http::Request const& request, Trouble const& trouble)
{
    log_cause(request, trouble);
    return plain_page({ .status = trouble.status,
        .title = std::string(title_of(trouble)),
        .text = trouble.text,
        .link = "/admin",
        .link_text = "To the console" });
}

http::Response trouble_page(Visit const& visit, Trouble const& trouble)
{
    log_cause(visit.request, trouble);
    html::Safe content = message(Tone::Bad, trouble.text);
    content += paragraph("Correlation id: " + visit.request.correlation_id);
    return draw(
        visit, { .title = std::string(title_of(trouble)), .content = std::move(content), .status = trouble.status });
}

} // namespace gatehouse::console
