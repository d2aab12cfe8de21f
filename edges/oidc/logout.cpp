#include "edges/oidc/logout.h"

#include "core/applications/redirect_uri.h"
#include "core/journey/sign_out.h"
#include "core/sessions/end.h"
#include "edges/oidc/address.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/logout_hint.h"
#include "edges/pages/pages.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

// What stands in the place of a page in the anti-forgery token of the question.
constexpr std::string_view kQuestion = "logout";

struct LogoutRequest {
    http::Request const& http;
    Address const& address;
    std::string cookie = {}; // of the session
    std::optional<LogoutHint> hint = {};
    ClientId client = {}; // who asks, "" when nobody said it
    std::string target = {}; // where the person wants to go
    std::string state = {};
    bool confirmed = false; // the person has answered the question
};

bool is_confirmed(Edge const& edge, url::Form const& form, std::string const& cookie)
{
    std::string const token = form.get("csrf_token");
    return !token.empty()
        && constant_time_equal(
            token, csrf_token(edge, JourneyId(std::string(kQuestion)), cookie, std::string(kQuestion)));
}

Result<LogoutRequest, PageError> read_logout_request(
    Edge const& edge, http::Request const& request, Address const& address, url::Form const& form)
{
    if (auto const twice = form.duplicate())
        return std::unexpected(
            PageError{ 400, 90122, "The parameter '" + *twice + "' stands more than once in the request." });
    LogoutRequest out{ .http = request, .address = address };
    out.cookie = request.cookie(session_cookie_name(address.tenant->tenant)).value_or("");
    out.target = form.get("post_logout_redirect_uri");
    out.state = form.get("state");
    out.client = ClientId(to_lower(form.get("client_id")));
    bool const enforced = address.plan->relying_party.enforce_id_token_hint_on_logout;
    out.confirmed = request.method == http::Method::Post && is_confirmed(edge, form, out.cookie);
    if (std::string const text = form.get("id_token_hint"); !text.empty()) {
        auto hint = read_logout_hint(edge, address, text, enforced ? HintAge::Checked : HintAge::Any);
        // Without the switch B2C does not look at the hint: one that proves nothing is as good as none.
        if (!hint && enforced)
            return std::unexpected(hint.error());
        // RP-Initiated Logout §2: both must name the same client.
        if (hint && !out.client.empty() && out.client != hint->client)
            return std::unexpected(PageError{
                400, 90237, "The audience of the provided id_token_hint is not the application that asks." });
        if (hint) {
            out.client = hint->client;
            out.hint = std::move(*hint);
        }
    }
    return out;
}

// Differs from B2C: by default the address must be a redirect address of the app that asks, or of one of the tenant's
// apps when nobody said which; B2C takes any (attack-6).
Result<bool> may_return(Ports& ports, Edge const& edge, LogoutRequest const& wanted)
{
    auto const parsed = url::parse(wanted.target);
    if (!parsed || (parsed->scheme != "https" && parsed->scheme != "http"))
        return false;
    policy::RelyingParty const& party = wanted.address.plan->relying_party;
    if (edge.settings.logout_return == LogoutReturn::Any && !party.enforce_id_token_hint_on_logout)
        return true;
    for (Application const& app : TRY(ports.applications.list(wanted.address.tenant->tenant.id)))
        if (app.enabled && (wanted.client.empty() || app.id == wanted.client) && find_redirect(app, wanted.target))
            return true;
    return false;
}

// RP-Initiated Logout §2: with the switch on, nobody is signed out by a link alone. Differs from B2C, which shows an
// error page when there is no hint.
bool must_ask(LogoutRequest const& wanted, std::optional<Session> const& session)
{
    if (!session || wanted.confirmed || !wanted.address.plan->relying_party.enforce_id_token_hint_on_logout)
        return false;
    return !wanted.hint || std::ranges::none_of(session->participants, [&](Participant const& one) {
        return one.client == wanted.hint->client && one.subject == wanted.hint->subject;
    });
}

// Front-Channel Logout §3: of everybody who took part but the app that asks.
Result<std::vector<std::string>> front_channel(
    Ports& ports, LogoutRequest const& wanted, std::string const& sid, std::vector<Participant> const& participants)
{
    std::vector<std::string> frames;
    for (Participant const& one : participants) {
        if (one.client == wanted.client || sid.empty())
            continue;
        auto const app = TRY(ports.applications.find(wanted.address.tenant->tenant.id, one.client));
        if (!app || !app->enabled || app->front_channel_logout_uri.empty())
            continue;
        url::Form query;
        query.add("iss", one.issuer);
        query.add("sid", sid);
        std::string frame = url::with_query(app->front_channel_logout_uri, query);
        if (std::ranges::find(frames, frame) == frames.end())
            frames.push_back(std::move(frame));
    }
    return frames;
}

struct Ended {
    bool may_return = false;
    bool ask = false; // nothing has ended: the person is asked first
    bool goes_on = false; // for other applications or policies
    std::vector<std::string> frames;
    std::optional<Session> session; // that ended, as a whole
};

Result<Ended> end(Ports& ports, Edge& edge, LogoutRequest const& wanted)
{
    TenantId const& tenant = wanted.address.tenant->tenant.id;
    Time const now = edge.clock.now();
    std::optional<Session> session;
    if (!wanted.cookie.empty())
        session = TRY(ports.sessions.find(tenant, SessionDigest(crypto::sha256_text(wanted.cookie)), now));
    Ended ended;
    ended.ask = must_ask(wanted, session);
    if (ended.ask)
        return ended;
    ended.may_return = TRY(may_return(ports, edge, wanted));
    if (!session)
        return ended;
    auto const out = journey::sign_out(*wanted.address.plan, *session, wanted.client);
    TRY(out.rest ? ports.sessions.update(tenant, *out.rest) : ports.sessions.remove(tenant, session->digest));
    TRY(notify(ports, tenant, *session, out.told, now));
    ended.goes_on = out.rest.has_value();
    ended.frames = TRY(front_channel(ports, wanted, session->sid, out.told));
    if (!ended.goes_on)
        ended.session = session;
    TRY(ports.audit.append(tenant,
        { .kind = AuditKind::SignedOut,
            .time = now,
            .correlation = CorrelationId(wanted.http.correlation_id),
            .user = session->user,
            .client = wanted.client,
            .policy = wanted.address.plan->id,
            .address = wanted.http.peer,
            .detail = json::write(json::Object{ { "sid", session->sid } }) }));
    return ended;
}

http::Response ask(Edge& edge, LogoutRequest const& wanted)
{
    return pages::render_sign_out_question({
        .language = wanted.http.headers.get("accept-language"),
        .action = wanted.address.page_prefix() + "/oauth2/v2.0/logout",
        .csrf = csrf_token(edge, JourneyId(std::string(kQuestion)), wanted.cookie, std::string(kQuestion)),
    });
}

http::Response answer(Edge& edge, LogoutRequest const& wanted, Ended const& ended)
{
    bool const leaves = !wanted.target.empty() && ended.may_return;
    // RP-Initiated Logout §3: with the switch on, only a hint shows that the address belongs to who asks.
    bool const proven = wanted.hint || !wanted.address.plan->relying_party.enforce_id_token_hint_on_logout;
    std::string next;
    if (leaves && proven) {
        url::Form fields;
        if (!wanted.state.empty())
            fields.add("state", wanted.state);
        next = fields.empty() ? wanted.target : url::with_query(wanted.target, fields);
    }
    bool const refused = !wanted.target.empty() && !ended.may_return && proven;
    if (refused && ended.frames.empty())
        return error_page(edge, wanted.http,
            { 400, 90067,
                "You are signed out. The post_logout_redirect_uri of the request is not registered, so you were not "
                "sent there." });
    if (!next.empty() && ended.frames.empty())
        return http::redirect(next);
    return pages::render_signed_out({ .language = wanted.http.headers.get("accept-language"),
        .frames = ended.frames,
        .next = next,
        .script_nonce = random_token(edge.random, 16) });
}

} // namespace

http::Response logout(Edge& edge, http::Request const& request)
{
    auto const address = find_address(edge, request);
    if (!address)
        return error_page(edge, request, { 404, 90066, "There is no such tenant or policy here." });
    auto const form = request.method == http::Method::Post ? request.form() : request.query();
    if (!form)
        return error_page(edge, request, { 400, 90122, "The request is not well-formed: " + form.error().detail });
    auto const wanted = read_logout_request(edge, request, *address, *form);
    if (!wanted)
        return error_page(edge, request, wanted.error());
    auto ended = transact<Ended>(edge.store, [&](Ports& ports) -> Result<Ended> { return end(ports, edge, *wanted); });
    if (!ended) {
        log::error("a session could not be ended",
            { { "correlation", request.correlation_id }, { "detail", ended.error().detail } });
        return error_page(edge, request, { 500, 90085, "You could not be signed out. Try again." });
    }
    if (ended->ask)
        return ask(edge, *wanted);
    if (ended->session)
        for (std::string& frame : journey::provider_sign_outs(
                 *address->plan, address->tenant->tenant, *ended->session, address->origin, edge.services))
            ended->frames.push_back(std::move(frame));
    http::Response response = answer(edge, *wanted, *ended);
    if (!ended->goes_on)
        http::set_cookie(response,
            { .name = session_cookie_name(address->tenant->tenant),
                .value = "",
                .secure = request.tls,
                .same_site = request.tls ? http::SameSite::None : http::SameSite::Lax,
                .max_age = 0 });
    return response;
}

} // namespace gatehouse::oidc
