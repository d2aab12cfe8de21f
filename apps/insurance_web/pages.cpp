#include "apps/insurance_web/pages.h"

#include "insurance_web_files.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

namespace gatehouse::insurance_web {
namespace {

using html::fill;
using html::Safe;
using html::trusted;

// Part of the style sheet's address, so that a new sheet is never mixed with an old page.
std::string const& style_version()
{
    static std::string const version
        = base64url_encode(crypto::sha256(embedded::insurance_web_files("web/style.css").value_or(""))).substr(0, 10);
    return version;
}

std::string_view text_of(Notice notice, Texts const& words)
{
    switch (notice) {
    case Notice::Cancelled:
        return words.notice_cancelled;
    case Notice::PasswordChanged:
        return words.notice_password;
    case Notice::ProfileUpdated:
        return words.notice_profile;
    case Notice::BeneficiaryChanged:
        return words.notice_beneficiary;
    case Notice::SignedOut:
        return words.notice_signed_out;
    case Notice::None:
        break;
    }
    return {};
}

Safe notice_of(Frame const& frame)
{
    std::string_view const text = text_of(frame.notice, texts(frame.language));
    if (text.empty())
        return {};
    return fill(R"(<div class="notice" role="status"><p>{{text}}</p></div>)", { { "text", text } });
}

Safe link(Frame const& frame, std::string_view path, std::string_view text)
{
    Safe const current = frame.path == path ? trusted(R"( aria-current="page")") : Safe();
    return fill(R"(<li><a href="{{path}}"{{current}}>{{text}}</a></li>)",
        { { "path", path }, { "current", current }, { "text", text } });
}

Safe navigation(Frame const& frame)
{
    Texts const& words = texts(frame.language);
    if (!frame.signed_in)
        return link(frame, "/login", words.nav_login);
    return link(frame, "/", words.nav_home) + link(frame, "/acctinfo", words.nav_account)
        + link(frame, "/claims", words.nav_claims) + link(frame, "/publicapi", words.nav_api)
        + link(frame, "/editprofile", words.nav_edit) + link(frame, "/logout", words.nav_logout);
}

Safe language_link(Frame const& frame, Language other, std::string_view name)
{
    Safe const current = frame.language == other ? trusted(R"( aria-current="true")") : Safe();
    return fill(R"(<li><a href="{{path}}?lang={{tag}}" lang="{{tag}}" hreflang="{{tag}}"{{current}}>{{name}}</a></li>)",
        { { "path", frame.path }, { "tag", tag(other) }, { "current", current }, { "name", name } });
}

std::string layout(Frame const& frame, std::string_view title, Safe const& content)
{
    Texts const& words = texts(frame.language);
    return fill(R"(<!doctype html>
<html lang="{{lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} – {{brand}}</title>
<link rel="icon" href="/static/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/style.css?v={{version}}">
</head>
<body>
<a class="skip" href="#content">{{skip}}</a>
<header class="top"><div class="wide">
<a class="brand" href="/">{{logo}}<span>{{brand}}</span></a>
<nav class="nav" aria-label="{{navigation_name}}"><ul>{{navigation}}</ul></nav>
</div></header>
<main id="content" tabindex="-1"><div class="wide">
{{notice}}{{content}}
</div></main>
<footer class="foot"><div class="wide">
<p>{{footer}}</p>
<nav aria-label="{{language_name}}"><ul>{{english}}{{german}}</ul></nav>
</div></footer>
</body>
</html>
)",
        { { "lang", tag(frame.language) }, { "title", title }, { "brand", words.brand }, { "version", style_version() },
            { "skip", words.skip },
            { "logo",
                trusted(
                    R"(<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false"><rect width="48" height="48" rx="12" fill="#0b5c55"/><path d="M10 37V21a14 14 0 0 1 28 0v16h-6V21a8 8 0 0 0-16 0v16z" fill="#fff"/><path d="M24 22l4 8h-8z" fill="#f2b134"/><rect x="8" y="37" width="32" height="3" rx="1.5" fill="#f2b134"/></svg>)") },
            { "navigation_name", words.main_navigation }, { "navigation", navigation(frame) },
            { "notice", notice_of(frame) }, { "content", content }, { "footer", words.footer },
            { "language_name", words.language }, { "english", language_link(frame, Language::English, "English") },
            { "german", language_link(frame, Language::German, "Deutsch") } })
        .text();
}

Safe fact(std::string_view name, std::string_view value)
{
    return fill("<div><dt>{{name}}</dt><dd>{{value}}</dd></div>", { { "name", name }, { "value", value } });
}

Safe card(std::string_view path, std::string_view title, std::string_view text)
{
    return fill(R"(<li><h2><a href="{{path}}">{{title}}</a></h2><p>{{text}}</p></li>)",
        { { "path", path }, { "title", title }, { "text", text } });
}

std::string plain(json::Value const& value)
{
    if (value.as_text())
        return *value.as_text();
    if (json::Array const* list = value.as_array()) {
        std::string out;
        for (json::Value const& one : *list)
            out += (out.empty() ? "" : ", ") + plain(one);
        return out;
    }
    return json::write(value);
}

} // namespace

std::string login_page(Frame const& frame)
{
    Texts const& words = texts(frame.language);
    return layout(frame, words.login_title,
        fill(R"(<section class="panel hero">
<h1>{{heading}}</h1>
<p class="lead">{{lead}}</p>
<div class="actions"><a class="button" id="signin" href="/login/start">{{button}}</a><a id="reset" href="/resetpassword">{{reset}}</a></div>
</section>)",
            { { "heading", words.login_heading }, { "lead", words.login_lead }, { "button", words.login_button },
                { "reset", words.login_reset } }));
}

std::string home_page(Frame const& frame, std::string_view name)
{
    Texts const& words = texts(frame.language);
    Safe const cards = card("/acctinfo", words.nav_account, words.home_account)
        + card("/change", words.account_change, words.home_change)
        + card("/editprofile", words.nav_edit, words.home_edit) + card("/claims", words.nav_claims, words.home_claims)
        + card("/publicapi", words.nav_api, words.home_api);
    return layout(frame, words.home_title,
        fill(R"(<section class="panel hero">
<h1>{{hello}}<span id="name">{{name}}</span></h1>
<p class="lead">{{lead}}</p>
</section>
<ul class="cards">{{cards}}</ul>)",
            { { "hello", words.home_hello }, { "name", name.empty() ? words.home_nameless : name },
                { "lead", words.home_lead }, { "cards", cards } }));
}

std::string account_page(Frame const& frame, Contract const& contract)
{
    Texts const& words = texts(frame.language);
    return layout(frame, words.account_title,
        fill(R"(<section class="panel">
<h1>{{title}}</h1>
<p class="lead">{{lead}}</p>
<dl class="facts">
<div><dt>{{email_name}}</dt><dd id="email">{{email}}</dd></div>
<div><dt>{{number_name}}</dt><dd id="policynumber">{{number}}</dd></div>
<div><dt>{{beneficiary_name}}</dt><dd id="beneficiary">{{beneficiary}}</dd></div>
</dl>
<div class="actions"><a class="button" id="change" href="/change">{{change}}</a></div>
<p class="hint">{{hint}}</p>
</section>)",
            { { "title", words.account_title }, { "lead", words.account_lead }, { "email_name", words.account_email },
                { "email", contract.email }, { "number_name", words.account_number },
                { "number", std::to_string(contract.policy_number) }, { "beneficiary_name", words.account_beneficiary },
                { "beneficiary",
                    contract.beneficiary.empty() ? words.account_nobody : std::string_view(contract.beneficiary) },
                { "change", words.account_change }, { "hint", words.account_change_hint } }));
}

std::string change_page(Frame const& frame, ChangeForm const& form)
{
    Texts const& words = texts(frame.language);
    std::string_view const trouble = form.trouble == Trouble::Mistake ? words.change_mistake
        : form.trouble == Trouble::Outdated                           ? words.change_outdated
                                                                      : std::string_view();
    Safe const mistake = trouble.empty()
        ? Safe()
        : fill(R"(<p class="mistake" id="mistake" role="alert">{{text}}</p>)", { { "text", trouble } });
    Safe const invalid = form.trouble == Trouble::Mistake ? trusted(R"( aria-invalid="true")") : Safe();
    return layout(frame, words.change_title,
        fill(R"(<section class="panel">
<h1>{{title}}</h1>
<p class="lead">{{lead}}</p>
<p>{{now}}<strong id="today">{{today}}</strong></p>
<form method="post" action="/changeben">
<input type="hidden" name="csrf" value="{{csrf}}"><input type="hidden" name="tag" value="{{tag}}">
<label for="beneficiary_name">{{label}}</label>
<input type="text" id="beneficiary_name" name="beneficiary_name" value="{{entered}}" maxlength="200" required autocomplete="off" aria-describedby="hint{{described}}"{{invalid}}>
<p class="hint" id="hint">{{hint}}</p>
{{mistake}}
<div class="actions"><button class="button" type="submit" id="save">{{save}}</button><a href="/acctinfo">{{back}}</a></div>
</form>
</section>)",
            { { "title", words.change_title }, { "lead", words.change_lead }, { "now", words.change_now },
                { "today", form.today.empty() ? words.account_nobody : std::string_view(form.today) },
                { "csrf", form.csrf }, { "tag", form.tag }, { "label", words.change_label },
                { "entered", form.entered }, { "described", trouble.empty() ? "" : " mistake" }, { "invalid", invalid },
                { "hint", words.change_hint }, { "mistake", mistake }, { "save", words.change_save },
                { "back", words.change_back } }));
}

std::string claims_page(Frame const& frame, std::string_view claims_json)
{
    Texts const& words = texts(frame.language);
    json::Object const claims = json::parse_object(claims_json).value_or(json::Object());
    Safe facts;
    for (json::Member const& claim : claims.members())
        facts += fact(claim.name, plain(claim.value));
    return layout(frame, words.claims_title,
        fill(R"(<section class="panel">
<h1>{{title}}</h1>
<p class="lead">{{lead}}</p>
<dl class="facts" id="claims">{{facts}}</dl>
<details><summary>{{raw}}</summary><pre id="claims_json" tabindex="0">{{json}}</pre></details>
</section>)",
            { { "title", words.claims_title }, { "lead", words.claims_lead }, { "facts", facts },
                { "raw", words.claims_raw }, { "json", json::write_pretty(json::Value(claims)) } }));
}

std::string api_page(Frame const& frame, std::string_view answer)
{
    Texts const& words = texts(frame.language);
    return layout(frame, words.api_title,
        fill(
            R"(<section class="panel"><h1>{{title}}</h1><p class="lead">{{lead}}</p><pre id="answer" tabindex="0">{{answer}}</pre></section>)",
            { { "title", words.api_title }, { "lead", words.api_lead }, { "answer", answer } }));
}

std::string error_page(Frame const& frame, ErrorPage const& error)
{
    Texts const& words = texts(frame.language);
    Safe const again = error.again.empty() ? Safe()
                                           : fill(R"(<a class="button" id="again" href="{{path}}">{{text}}</a>)",
                                                 { { "path", error.again }, { "text", words.error_again } });
    Safe const reference = error.correlation_id.empty()
        ? Safe()
        : fill(R"(<p class="quiet">{{text}} <code id="correlation_id">{{id}}</code></p>)",
              { { "text", words.error_reference }, { "id", error.correlation_id } });
    return layout(frame, words.error_title,
        fill(R"(<section class="panel" id="error">
<h1>{{title}}</h1>
<div class="problem" role="alert"><p>{{what}}</p></div>
<p>{{next}}</p>
{{reference}}
<div class="actions">{{again}}<a class="button second" href="/">{{home}}</a></div>
</section>)",
            { { "title", words.error_title }, { "what", error.what }, { "next", error.next },
                { "reference", reference }, { "again", again }, { "home", words.error_home } }));
}

} // namespace gatehouse::insurance_web
