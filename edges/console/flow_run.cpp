// Run now: for the console, which shows the tokens, or for an app: where it takes people, and a link that begins the
// flow as the app would.
#include "edges/console/flow_run.h"

#include "core/flows/texts.h"
#include "edges/console/door.h"
#include "edges/console/flow_languages.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::UserFlow;

constexpr char const* kBelow = "/run";
// More are found by their id.
constexpr size_t kListed = 200;

Answer<std::vector<Application>> look_at_apps(Visit const& visit)
{
    auto apps
        = TRY(look<std::vector<Application>>(visit.console, [&](Ports& ports) -> Answer<std::vector<Application>> {
              return TRY(ports.applications.list(visit.tenant().id));
          }));
    std::erase_if(apps, [](Application const& app) { return !app.enabled || app.redirect_uris.empty(); });
    std::ranges::sort(apps, {}, [](Application const& app) { return to_lower(app.name); });
    return apps;
}

Application const& chosen_app(Visit const& visit, std::vector<Application> const& apps)
{
    auto const found = std::ranges::find(apps, ClientId(to_lower(visit.value("client"))), &Application::id);
    return found == apps.end() ? apps.front() : *found;
}

// Only an address of the app's own: the link leads nowhere else.
RedirectUri const& chosen_address(Visit const& visit, Application const& app)
{
    auto const found = std::ranges::find(app.redirect_uris, visit.value("redirect_uri"), &RedirectUri::uri);
    return found == app.redirect_uris.end() ? app.redirect_uris.front() : *found;
}

std::vector<Option> answers_of(Application const& app)
{
    std::vector<Option> options{ { "code", "A code" } };
    if (app.implicit_id_token)
        options.push_back({ "id_token", "An ID token" });
    return options;
}

FlowRun run_of(Visit const& visit, Runnable const& what, Application const& app)
{
    auto const& [redirect_uri, kind] = chosen_address(visit, app);
    FlowRun run = wanted_run(visit, what);
    run.client = app.id;
    run.redirect_uri = redirect_uri;
    run.state = random_token(visit.console.random);
    run.nonce = random_token(visit.console.random);
    if (std::string scope = visit.value("scope"); !scope.empty())
        run.scope = std::move(scope);
    if (app.implicit_id_token && visit.value("response_type") == "id_token")
        run.response_type = "id_token";
    else if (needs_pkce(kind))
        run.verifier = random_token(visit.console.random);
    return run;
}

html::Safe app_field(Application const& app, std::vector<Application> const& apps)
{
    Field const field{ .name = "client", .label = "App", .value = app.id.text(), .required = true, .max_length = 36 };
    if (apps.size() > kListed)
        return text_field(field);
    std::vector<Option> options;
    for (Application const& one : apps)
        options.push_back({ one.id.text(), one.name });
    return select_field(field, options);
}

html::Safe app_fields(FlowRun const& run, Application const& app, std::vector<Application> const& apps)
{
    std::vector<Option> addresses;
    for (RedirectUri const& one : app.redirect_uris)
        addresses.push_back({ one.uri, one.uri });
    return app_field(app, apps)
        + select_field(
            { .name = "redirect_uri", .label = "Redirect URI", .value = run.redirect_uri, .required = true }, addresses)
        + select_field({ .name = "response_type", .label = "Answer", .value = run.response_type, .required = true },
            answers_of(app))
        + text_field({ .name = "scope", .label = "Scopes", .value = run.scope, .required = true, .max_length = 2000 });
}

html::Safe common_fields(Runnable const& what, FlowRun const& run)
{
    std::vector<Option> languages{ { "", "The browser's" } };
    for (std::string_view const code : what.languages)
        languages.push_back({ std::string(code), language_title(code) });
    return select_field({ .name = "language", .label = "Language", .value = run.language, .required = true }, languages)
        + text_field({ .name = "login_hint", .label = "Sign-in name", .value = run.login_hint })
        + text_field({ .name = "domain_hint", .label = "Identity provider's domain", .value = run.domain_hint });
}

html::Safe link_of(FlowRun const& run)
{
    // RFC 9700 §4.2.4: nobody hears from which page it was opened.
    html::Safe out = html::fill("<div class=\"actions\"><a class=\"button secondary\" id=\"run\" href=\"{{address}}\" "
                                "target=\"_blank\" rel=\"noopener noreferrer\">Run now, in a new tab</a></div>\n",
        { { "address", address_of(run) } });
    out += verbatim("Address of the request", address_of(run));
    if (!run.verifier.empty())
        out += facts({ { "code_verifier, for whoever redeems the code by hand", code(run.verifier) } });
    return out;
}

html::Safe for_app(FlowRun const& run, Application const& app)
{
    return section("app", "For " + app.name,
        paragraph(
            "Whoever presses the button signs in as if the app had sent them. The answer goes to the redirect URI; "
            "what is there has to be yours.")
            + link_of(run));
}

html::Safe for_no_app(Visit const& visit)
{
    return section("app", "For an app",
        html::fill("<p>{{words}} {{link}}.</p>\n",
            { { "words", "No app has a redirect URI to which the answer could go. Register one at" },
                { "link", link(visit.path("apps"), "App registrations") } }));
}

Runnable runnable_of(Visit const& visit, UserFlow const& flow)
{
    Runnable what{ .policy = flow.name, .page = flow_path(visit, flow.name, kBelow), .languages = {} };
    std::ranges::copy_if(policy::page_languages(), std::back_inserter(what.languages),
        [&](std::string_view const code) { return flows::speaks(flow, code); });
    return what;
}

Response run_page(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    html::Safe content = flow.type == policy::FlowType::ResourceOwner
        ? paragraph("This flow has no pages. An app asks its token endpoint, with grant_type=password, username and "
                    "password.")
        : TRY(run_content(visit, runnable_of(visit, flow)));
    return draw_flow(visit, flow,
        { .title = "Run now", .below = kBelow, .content = std::move(content), .leads_away = visit.may_write("flows") });
}

Response run_here(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    if (flow.type == policy::FlowType::ResourceOwner)
        return trouble(409, "This flow has no pages to run.");
    return begin_trial(visit, runnable_of(visit, flow));
}

} // namespace

std::string address_of(FlowRun const& run)
{
    url::Form form;
    form.add("client_id", run.client.text());
    form.add("redirect_uri", run.redirect_uri);
    form.add("response_type", run.response_type);
    // OAuth 2.0 Multiple Response Types §3: an ID token does not stand in a query.
    if (run.response_type != "code")
        form.add("response_mode", "fragment");
    form.add("scope", run.scope);
    form.add("state", run.state);
    form.add("nonce", run.nonce);
    if (!run.verifier.empty()) {
        // RFC 7636 §4.2.
        form.add("code_challenge", crypto::sha256_text(run.verifier));
        form.add("code_challenge_method", "S256");
    }
    for (auto const& [name, value] : { std::pair("ui_locales", run.language), std::pair("login_hint", run.login_hint),
             std::pair("domain_hint", run.domain_hint) })
        if (!value.empty())
            form.add(name, value);
    return url::with_query(run.endpoint, form);
}

bool needs_pkce(AppKind kind)
{
    return kind != AppKind::Web;
}

Answer<html::Safe> run_content(Visit const& visit, Runnable const& what)
{
    bool const may = visit.may_write("flows");
    auto const apps = TRY(look_at_apps(visit));
    Application const* app = apps.empty() ? nullptr : &chosen_app(visit, apps);
    FlowRun const run = app ? run_of(visit, what, *app) : wanted_run(visit, what);
    html::Safe content;
    if (may)
        content += section("tokens", "Here, with the tokens", trial_form(visit, what, run));
    content += app ? for_app(run, *app) : for_no_app(visit);
    if (app || may)
        content += section("request", "Another request",
            html::fill("<form method=\"get\" action=\"{{action}}\">\n{{fields}}</form>\n",
                { { "action", what.page },
                    { "fields",
                        (app ? app_fields(run, *app, apps) : html::Safe()) + common_fields(what, run)
                            + buttons(button(Look::Secondary, "Make the request")) } }));
    return content;
}

FlowRun wanted_run(Visit const& visit, Runnable const& what)
{
    return { .endpoint = origin_of(visit.console, visit.tenant(), visit.request) + "/" + visit.tenant().domain + "/"
            + what.policy + "/oauth2/v2.0/authorize",
        .client = {},
        .redirect_uri = {},
        .language = flows::known_language(visit.value("language")),
        .login_hint = visit.value("login_hint"),
        .domain_hint = visit.value("domain_hint") };
}

std::vector<Route> flow_run_routes()
{
    return {
        { http::Method::Get, "/{id}/run", run_page },
        { http::Method::Post, "/{id}/run", run_here },
    };
}

} // namespace gatehouse::console
