#include "edges/console/door.h"

#include "core/administration/console_app.h"
#include "core/grants/bearer.h"
#include "core/tenants/origins.h"
#include "edges/console/attempt.h"
#include "edges/console/cookies.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/log.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr std::string_view kSignIn = "sign-in"; // the errand
// A session is kept alive by a write no more often than this.
constexpr std::chrono::minutes kKeptEvery{ 1 };

struct Entry {
    enum class Kind { Admitted, NoRole, Stale } kind = Kind::Stale;
    std::string why = {}; // Stale: for the log
    std::string token = {}; // Admitted: of the session
};

AuditEvent entry_event(Console const& console, http::Request const& request, AuditKind kind, UserId const& user)
{
    return { .kind = kind,
        .time = console.clock.now(),
        .correlation = CorrelationId(request.correlation_id),
        .user = user,
        .client = ClientId(std::string(kConsoleId)),
        .policy = PolicyId(std::string(kConsolePolicy)),
        .address = request.peer,
        .detail = kind == AuditKind::AdministratorRefused ? R"({"reason":"no role"})" : "{}" };
}

Result<std::string> make_session(Ports& ports, Console& console, TenantId const& tenant, UserId const& user)
{
    std::string token = random_token(console.random);
    Time const now = console.clock.now();
    TRY(ports.administrators.insert_session(tenant,
        { .digest = SessionDigest(crypto::sha256_text(token)),
            .user = user,
            .form_key = random_token(console.random),
            .signed_in = now,
            .idle_until = now + kIdle,
            .expires = now + kLongest }));
    return token;
}

// What ends badly commits, too: the code is used up.
Result<Entry> redeem(Ports& ports, Console& console, http::Request const& request, Tenant const& tenant,
    Attempt const& attempt, std::string const& code_text)
{
    Time const now = console.clock.now();
    auto const code = TRY(ports.codes.find(tenant.id, CodeDigest(bearer_digest(code_text))));
    if (!code)
        return Entry{ .why = "an unknown code" };
    std::string const why = why_not(*code, attempt,
        { ClientId(std::string(kConsoleId)), PolicyId(std::string(kConsolePolicy)),
            origin_of(console, tenant, request) + std::string(kConsoleReturn) });
    if (!why.empty())
        return Entry{ .why = why };
    if (TRY(ports.codes.consume(tenant.id, code->digest, now)) != CodeRedemption::Redeemed)
        return Entry{ .why = "a code that was used or has expired" };
    UserId const& user = code->grant.user;
    auto const standing = TRY(ports.users.find_standing(tenant.id, user));
    if (!standing || !standing->enabled)
        return Entry{ .why = "a person who may not sign in" };
    bool const has_role = !TRY(ports.administrators.roles(tenant.id, user)).empty();
    TRY(ports.audit.append(tenant.id,
        entry_event(
            console, request, has_role ? AuditKind::AdministratorSignedIn : AuditKind::AdministratorRefused, user)));
    if (!has_role)
        return Entry{ .kind = Entry::Kind::NoRole };
    // A new one at each sign-in: what was in the browser before opens nothing (attack-18).
    if (std::string const old = read_cookie(request, CookieKind::Session); !old.empty())
        TRY(ports.administrators.remove_session(tenant.id, SessionDigest(crypto::sha256_text(old))));
    return Entry{ .kind = Entry::Kind::Admitted, .token = TRY(make_session(ports, console, tenant.id, user)) };
}

http::Response start_again(int status, std::string_view title, std::string_view text, std::string const& address)
{
    return plain_page({ .status = status,
        .title = std::string(title),
        .text = std::string(text),
        .link = address,
        .link_text = "Sign in" });
}

std::string entrance(Tenant const& tenant)
{
    return "/admin/" + tenant.domain;
}

http::Response let_in(http::Request const& request, Tenant const& tenant, Entry const& entry, std::string to)
{
    if (entry.kind == Entry::Kind::NoRole)
        return start_again(403, "You are no administrator here",
            "You are signed in, but you have no role in " + tenant.domain
                + ". Somebody with the role Global can give you one, here or with: gatehouse administrator add.",
            entrance(tenant));
    if (entry.kind == Entry::Kind::Stale) {
        log::info("a sign-in to the console was refused",
            { { "correlation", request.correlation_id }, { "reason", entry.why } });
        return start_again(400, "That sign-in is over", "It took too long, or its answer came twice. Sign in again.",
            entrance(tenant));
    }
    // Nothing else than a path of the console was ever put there, and nobody else can (attack-5).
    if (!url::is_local_path(to) || !to.starts_with(entrance(tenant)))
        to = entrance(tenant);
    http::Response response = http::redirect(to, 303);
    write_cookie(response, request, CookieKind::Session, entry.token,
        std::chrono::duration_cast<std::chrono::seconds>(kLongest).count());
    return response;
}

bool still_may(std::optional<User> const& user, AdminSession const& session)
{
    return user && user->enabled && user->tokens_valid_from <= session.signed_in;
}

Response sign_out(Visit const& visit)
{
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(ports.administrators.remove_session(visit.tenant().id, visit.session.digest));
        TRY(record(ports, visit, { .kind = AuditKind::SignedOut, .user = visit.session.user }));
        return {};
    }));
    http::Response response
        = start_again(200, "You are signed out", "Your session of the console has ended.", entrance(visit.tenant()));
    drop_cookie(response, visit.request, CookieKind::Session);
    return response;
}

} // namespace

std::vector<std::string> origins_of(Console const& console, Tenant const& tenant)
{
    return public_origins(tenant, console.origins);
}

std::string origin_of(Console const& console, Tenant const& tenant, http::Request const& request)
{
    return public_origin(tenant, console.origins, (request.tls ? "https://" : "http://") + request.claimed_host());
}

http::Response begin_sign_in(Console& console, http::Request const& request, Tenant const& tenant,
    std::string const& return_to, std::string const& login_hint)
{
    std::string const origin = origin_of(console, tenant, request);
    Attempt const attempt = new_attempt(console, kSignIn, { { "tenant", tenant.id.text() }, { "return", return_to } });
    url::Form query;
    query.add("client_id", std::string(kConsoleId));
    query.add("response_type", "code");
    query.add("response_mode", "query");
    query.add("redirect_uri", origin + std::string(kConsoleReturn));
    query.add("scope", "openid");
    query.add("state", attempt.state);
    query.add("nonce", attempt.nonce);
    query.add("code_challenge", crypto::sha256_text(attempt.verifier));
    query.add("code_challenge_method", "S256");
    if (!login_hint.empty())
        query.add("login_hint", login_hint);
    http::Response response = http::redirect(
        url::with_query(
            origin + "/" + tenant.domain + "/" + std::string(kConsolePolicy) + "/oauth2/v2.0/authorize", query),
        303);
    write_cookie(response, request, CookieKind::SignIn, attempt.cookie, kAttemptTakes.count());
    return response;
}

http::Response take_answer(Console& console, http::Request const& request)
{
    auto const query = request.query();
    Attempt const attempt = attempt_of(console, kSignIn, read_cookie(request, CookieKind::SignIn));
    auto const content = content_of(attempt);
    // The answer to another browser's request, or to none (attack-43).
    if (!query || !content || !constant_time_equal(query->get("state"), attempt.state))
        return start_again(400, "That sign-in is over",
            "This browser did not begin it, or it took too long. Sign in again.", "/admin");
    auto const site = console.plans.snapshot()->find_tenant(content->text("tenant").value_or(""));
    if (!site)
        return start_again(404, "There is no such tenant", "It was removed meanwhile.", "/admin");
    Tenant const& tenant = site->tenant;
    http::Response response;
    if (std::string const code = query->get("code"); code.empty())
        response = start_again(
            400, "You are not signed in", "The sign-in was cancelled or did not succeed.", entrance(tenant));
    else {
        auto const entry = transact<Entry>(
            console.store, [&](Ports& ports) { return redeem(ports, console, request, tenant, attempt, code); });
        response = entry ? let_in(request, tenant, *entry, content->text("return").value_or(""))
                         : trouble_page(request, Trouble(entry.error()));
    }
    drop_cookie(response, request, CookieKind::SignIn);
    return response;
}

Answer<std::optional<Visit>> find_visit(
    Console& console, http::Request const& request, std::shared_ptr<TenantPlans const> site)
{
    std::string const token = read_cookie(request, CookieKind::Session);
    if (token.empty())
        return std::optional<Visit>();
    TenantId const& tenant = site->tenant.id;
    Time const now = console.clock.now();
    SessionDigest const digest(crypto::sha256_text(token));
    std::optional<Visit> visit;
    TRY(console.store.read([&](Ports& ports) -> Result<void> {
        auto session = TRY(ports.administrators.find_session(tenant, digest, now));
        if (!session)
            return {};
        auto const user = TRY(ports.users.find(tenant, session->user));
        auto roles = TRY(ports.administrators.roles(tenant, session->user));
        if (still_may(user, *session) && !roles.empty())
            visit.emplace(Visit{ .console = console,
                .request = request,
                .site = std::move(site),
                .session = std::move(*session),
                .roles = std::move(roles),
                .name = display_name(*user),
                .form = {} });
        return {};
    }));
    if (visit && visit->session.idle_until < now + kIdle - kKeptEvery)
        TRY(console.store.transact([&](Ports& ports) {
            return ports.administrators.keep_session(
                tenant, digest, std::min<Time>(now + kIdle, visit->session.expires));
        }));
    return visit;
}

std::vector<Route> sign_out_routes()
{
    return {
        { http::Method::Get, "",
            [](Visit const& visit) -> Response {
                return draw(visit,
                    { .title = "Sign out",
                        .content = question(visit,
                            { .text = "Your session of the console ends. Sessions with applications stay.",
                                .action = visit.path("sign-out"),
                                .button = "Sign out",
                                .back = visit.path(""),
                                .look = Look::Primary }) });
            } },
        { http::Method::Post, "", sign_out },
    };
}

} // namespace gatehouse::console
