// Run now, with the tokens: the console asks as an app of its own, redeems the code in this process and shows what the
// tokens say. Nothing of them is kept. docs/decisions/2026-11-30-run-now.md.
#include "core/administration/console_app.h"
#include "core/grants/bearer.h"
#include "core/tokens/issuer.h"
#include "core/tokens/scope.h"
#include "edges/console/attempt.h"
#include "edges/console/cookies.h"
#include "edges/console/door.h"
#include "edges/console/flow_run.h"
#include "edges/console/flows.h"
#include "edges/console/people.h"
#include "edges/console/token_table.h"
#include "libs/base/log.h"
#include "libs/base/secret.h"
#include "libs/jose/jwt.h"

namespace gatehouse::console {
namespace {

// Of this session: what another administrator began in the same browser is not answered here.
std::string errand_of(Visit const& visit)
{
    return "trial-" + visit.session.form_key;
}

std::string return_address(Visit const& visit)
{
    return origin_of(visit.console, visit.tenant(), visit.request) + trial_return(visit.tenant().domain);
}

struct Redeemed {
    std::string why_not = {}; // for the log; "" when the rest is there
    Grant grant = {};
    GrantedScope scope = {};
};

// What ends badly commits, too: the code is used up.
Answer<Redeemed> redeem(Ports& ports, Visit const& visit, Attempt const& attempt, PolicyId const& flow)
{
    TenantId const& tenant = visit.tenant().id;
    auto const code = TRY(ports.codes.find(tenant, CodeDigest(bearer_digest(visit.value("code")))));
    if (!code)
        return Redeemed{ .why_not = "an unknown code" };
    std::string why
        = console::why_not(*code, attempt, { ClientId(std::string(kTrialId)), flow, return_address(visit) });
    if (!why.empty())
        return Redeemed{ .why_not = std::move(why) };
    if (TRY(ports.codes.consume(tenant, code->digest, visit.now())) != CodeRedemption::Redeemed)
        return Redeemed{ .why_not = "a code that was used or has expired" };
    auto const standing = TRY(ports.users.find_standing(tenant, code->grant.user));
    if (!standing || !standing->enabled)
        return Redeemed{ .why_not = "a person who may not sign in" };
    auto scope = TRY(grant_scope(ports, tenant, trial_app("", visit.tenant().domain), code->grant.scope));
    if (!scope)
        return Redeemed{ .why_not = scope.error().text };
    TRY(record(ports, visit,
        { .kind = AuditKind::CodeRedeemed,
            .user = code->grant.user,
            .client = code->grant.client,
            .policy = code->grant.policy }));
    return Redeemed{ .grant = code->grant, .scope = std::move(*scope) };
}

// As whoever gets a token does: what is shown was signed.
Answer<jose::VerifiedJwt> verified(Visit const& visit, std::string const& token)
{
    auto const keys = visit.console.keys.verifying(visit.tenant().id);
    auto parsed = TRY(jose::parse_jwt(token));
    auto checked = keys ? jose::verify(std::move(parsed), *keys)
                        : Result<jose::VerifiedJwt, jose::JwtFault>(std::unexpected(jose::JwtFault::UnknownKey));
    if (!checked)
        return std::unexpected(Trouble(
            Error{ Fault::Internal, "a token of our own was not verified: " + std::string(name(checked.error())) }));
    return std::move(*checked);
}

// What was run. It may be gone.
struct Tried {
    std::string policy;
    std::string path; // of its page; "" when it is gone
    std::string_view area = "flows";
};

Answer<Tried> look_at_tried(Visit const& visit, std::string const& policy)
{
    return look<Tried>(visit.console, [&](Ports& ports) -> Answer<Tried> {
        Tried tried{ .policy = policy, .path = {} };
        if (auto const found = TRY(ports.policies.find(visit.tenant().id, PolicyId(policy)))) {
            tried.path = policy_page(visit, *found);
            tried.area = found->user_flow.empty() ? "policies" : "flows";
        }
        return tried;
    });
}

http::Response page(Visit const& visit, Tried const& tried, std::string title, html::Safe content, int status)
{
    View view{ .title = std::move(title), .area = tried.area, .content = std::move(content), .status = status };
    if (!tried.path.empty()) {
        view.above = { { tried.path, tried.policy }, { tried.path + "/run", "Run now" } };
        view.content += buttons(link_button(Look::Primary, tried.path + "/run", "Run it again"));
    }
    http::Response response = draw(visit, view);
    drop_cookie(response, visit.request, CookieKind::Trial);
    return response;
}

Response show_tokens(Visit const& visit, Attempt const& attempt, Tried const& tried)
{
    Redeemed const redeemed = TRY(write<Redeemed>(
        visit.console, [&](Ports& ports) { return redeem(ports, visit, attempt, PolicyId(tried.policy)); }));
    if (!redeemed.why_not.empty()) {
        log::info("a trial of a flow was refused",
            { { "correlation", visit.request.correlation_id }, { "reason", redeemed.why_not } });
        return page(visit, tried, "That run is over",
            message(Tone::Bad, "Its answer came twice or too late. Nothing was issued. Run the flow again."), 400);
    }
    Grant const& grant = redeemed.grant;
    SigningKeyInUse const key = TRY(visit.console.keys.signing(visit.tenant().id));
    TokenSet const tokens = TRY(issue({ .grant = grant,
        .scope = redeemed.scope,
        .issuer = issuer_url(origin_of(visit.console, visit.tenant(), visit.request), visit.tenant().id, grant.policy,
            grant.settings.issuer_with_tfp),
        .key = key,
        .now = visit.now() }));
    jose::VerifiedJwt const id_token = TRY(verified(visit, tokens.id_token));
    jose::VerifiedJwt const access_token = TRY(verified(visit, tokens.access_token));
    auto const found = visit.site->plans.find(tried.policy);
    policy::Plan const* plan = found == visit.site->plans.end() ? nullptr : found->second.get();
    html::Safe const person
        = visit.may_read("users") ? link(person_path(visit, grant.user), grant.user.text()) : code(grant.user.text());
    html::Safe content = facts({ { "Signed in", person }, { "Signed with the key", code(id_token.kid()) } });
    content
        += paragraph("The signatures were checked. The tokens themselves are not shown and not kept: load this page "
                     "again and they are gone.");
    content += section("id-token", "ID token", token_table("Claims of the ID token", id_token.claims(), plan));
    content += section(
        "access-token", "Access token", token_table("Claims of the access token", access_token.claims(), plan));
    return page(visit, tried, "Tokens", std::move(content), 200);
}

http::Response show_error(Visit const& visit, Tried const& tried)
{
    return page(visit, tried, "The flow ended without tokens",
        paragraph("This is what an app is told.")
            + facts({ { "error", code(visit.value("error")) },
                { "error_description", text(visit.value("error_description")) } }),
        200);
}

Response show_result(Visit const& visit)
{
    // The answer is somebody's sign-in: for whoever may run flows, not for all who may look at them.
    if (!visit.may_write("flows"))
        return trouble(403, "Flows are run by the roles Policy and Global.");
    Attempt const attempt = attempt_of(visit.console, errand_of(visit), read_cookie(visit.request, CookieKind::Trial));
    auto const content = content_of(attempt);
    // The answer to another browser's request, or to none (attack-43).
    if (!content || !constant_time_equal(visit.value("state"), attempt.state))
        return trouble(400,
            "This session did not begin the run that was answered here, or it took too long. Open the flow, and run it "
            "again.");
    Tried const tried = TRY(look_at_tried(visit, content->text("policy").value_or("")));
    if (!visit.value("error").empty())
        return show_error(visit, tried);
    return show_tokens(visit, attempt, tried);
}

} // namespace

html::Safe trial_form(Visit const& visit, Runnable const& what, FlowRun const& run)
{
    return paragraph("It runs in this tab and answers the console, which shows what the tokens say. It takes part in "
                     "single sign-on, as with any app.")
        + form(visit, what.page,
            hidden("language", run.language) + hidden("login_hint", run.login_hint)
                + hidden("domain_hint", run.domain_hint)
                + buttons(button(Look::Primary, "Run now and show the tokens")));
}

http::Response begin_trial(Visit const& visit, Runnable const& what)
{
    Attempt const attempt = new_attempt(visit.console, errand_of(visit), { { "policy", what.policy } });
    FlowRun run = wanted_run(visit, what);
    run.client = ClientId(std::string(kTrialId));
    run.redirect_uri = return_address(visit);
    // B2C: the client's own id asks for an access token for itself.
    run.scope = "openid " + run.client.text();
    run.state = attempt.state;
    run.nonce = attempt.nonce;
    run.verifier = attempt.verifier;
    http::Response response = http::redirect(address_of(run), 303);
    write_cookie(response, visit.request, CookieKind::Trial, attempt.cookie, kAttemptTakes.count());
    return response;
}

std::vector<Route> flow_trial_routes()
{
    return { { http::Method::Get, "/result", show_result } };
}

} // namespace gatehouse::console
