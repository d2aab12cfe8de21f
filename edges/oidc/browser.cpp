#include "edges/oidc/browser.h"

#include "edges/oidc/success.h"
#include "edges/oidc/trusted_return.h"
#include "edges/pages/brand.h"
#include "edges/pages/pages.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

constexpr std::string_view kTransactionPrefix = "StateProperties=";

http::SameSite same_site(http::Request const& request)
{
    // SameSite=None needs Secure; on a developer's plain http every party is the same site, localhost.
    return request.tls ? http::SameSite::None : http::SameSite::Lax;
}

http::Cookie cookie(http::Request const& request, std::string name, std::string value)
{
    return { .name = std::move(name),
        .value = std::move(value),
        .secure = request.tls,
        .same_site = same_site(request),
        .max_age = {} };
}

bool is_script(http::Request const& request)
{
    return equals_ignoring_case(request.headers.get("x-requested-with"), "XMLHttpRequest");
}

bool is_provider_answer(http::Request const& request)
{
    std::string const path = to_lower(request.path);
    return path.ends_with(kProviderAnswer) || path.ends_with(kOAuth1Answer);
}

pages::PageContext page_context(
    Edge& edge, Address const& address, journey::State const& state, BrowserCookie const& browser)
{
    return {
        .prefix = address.page_prefix(),
        .tx = write_transaction(state.id),
        .csrf = csrf_token(edge, state.id, browser.value, journey::page_of(state)),
        .policy = address.plan->id.text(),
        .correlation_id = state.correlation.text(),
        .script_nonce = random_token(edge.random, 16),
        .tenant_display_name = address.tenant->tenant.display_name,
        .now = edge.clock.now(),
        .templates = edge.templates,
        .brand = pages::brand_of(address.tenant->tenant.domain, address.tenant->brandings, state.language),
    };
}

// What a script client gets: HTTP 200 with a status of its own. B2C: page XHR answers.
http::Response script_answer(journey::Outcome const& outcome)
{
    json::Object body;
    if (auto const* shown = std::get_if<journey::ShowPage>(&outcome)) {
        Page const& page = shown->page;
        std::string message = page.error;
        for (PageField const& field : page.fields) {
            if (message.empty())
                message = field.error;
            if (message.empty() && field.verification)
                message = field.verification->error;
        }
        if (!message.empty()) {
            body.set("status", "400");
            body.set("errorCode", page.error_code.empty() ? "UserInputError" : page.error_code);
            body.set("message", message);
        }
    }
    if (body.empty())
        body.set("status", "200");
    http::Response response = http::json_response(200, json::write(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

// B2C: OnError DisplayInService. What the person or the application asked for themselves (cancel, another flow, no
// page) is no fault, and goes back.
bool shows_here(policy::RelyingParty const& party, journey::Request const& asked, Refusal const& refusal)
{
    auto const wishes = split_words(asked.prompt);
    bool const silent = std::ranges::find(wishes, "none") != wishes.end();
    return party.shows_errors && !silent && refusal.error == "server_error";
}

http::Response draw(Edge& edge, http::Request const& request, Address const& address, BrowserCookie const& browser,
    journey::Step const& step, std::expected<Success, Refusal> const& success)
{
    journey::State const& state = step.state;
    if (auto const* sent = std::get_if<journey::SendTo>(&step.outcome))
        return http::redirect(sent->url, 303);
    // A page at a provider's callback would send the provider's answer again when it is loaded again.
    if (std::holds_alternative<journey::ShowPage>(step.outcome) && is_provider_answer(request)) {
        url::Form query;
        query.add("tx", write_transaction(state.id));
        return http::redirect(url::with_query(address.page_prefix() + "/SelfAsserted", query), 303);
    }
    if (auto const* shown = std::get_if<journey::ShowPage>(&step.outcome))
        return is_script(request) ? script_answer(step.outcome)
                                  : pages::render_page(shown->page, page_context(edge, address, state, browser));
    if (std::holds_alternative<journey::FormAccepted>(step.outcome)) {
        if (is_script(request))
            return script_answer(step.outcome);
        url::Form query;
        query.add("csrf_token", csrf_token(edge, state.id, browser.value, journey::page_of(state)));
        query.add("tx", write_transaction(state.id));
        query.add("p", address.plan->id.text());
        return http::redirect(url::with_query(address.page_prefix() + "/api/SelfAsserted/confirmed", query), 303);
    }
    TrustedReturn const back = restore_return(state.request, address.tenant->tenant);
    std::string const nonce = random_token(edge.random, 16);
    auto const* refused = std::get_if<journey::Refused>(&step.outcome);
    policy::RelyingParty const& party = address.plan->relying_party;
    if (refused && shows_here(party, state.request, refused->refusal))
        return error_page(edge, request, { 400, refused->refusal.code, refused->refusal.text });
    if (refused || !success)
        return redirect_error(back, refused ? refused->refusal : success.error(), state.correlation.text(),
            edge.clock.now(), nonce, party.framed_by);
    return respond(back, success->fields, nonce, party.framed_by);
}

} // namespace

std::string session_cookie_name(Tenant const& tenant)
{
    return "x-ms-cpim-sso:" + tenant.domain + "_0";
}

std::string write_transaction(JourneyId const& id)
{
    json::Object object;
    object.set("TID", id.text());
    return std::string(kTransactionPrefix) + base64url_encode(json::write(object));
}

std::optional<JourneyId> read_transaction(std::string_view tx)
{
    if (!tx.starts_with(kTransactionPrefix) || tx.size() > 200)
        return std::nullopt;
    auto const text = base64url_decode(tx.substr(kTransactionPrefix.size()));
    if (!text)
        return std::nullopt;
    auto const object = json::parse_object(*text);
    if (!object)
        return std::nullopt;
    auto const id = object->text("TID");
    if (!id || id->size() != 36)
        return std::nullopt;
    return JourneyId(*id);
}

std::string csrf_token(Edge const& edge, JourneyId const& journey, std::string const& browser, std::string const& page)
{
    return page + "~"
        + base64url_encode(crypto::hmac_sha256(edge.csrf_key.reveal(), journey.text() + "|" + browser + "|" + page));
}

http::Response error_page(Edge const& edge, http::Request const& request, PageError const& error)
{
    http::Response response = pages::render_error({
        .status = error.status,
        .code = "AADB2C" + std::to_string(error.code),
        .text = error.text,
        .correlation_id = request.correlation_id,
        .timestamp = b2c_timestamp(edge.clock.now()),
        .language = request.headers.get("accept-language"),
    });
    if (error.status == 429)
        response.headers.set("Retry-After", "2");
    return response;
}

Result<http::Response> conclude(Edge& edge, http::Request const& request, Address const& address,
    BrowserCookie const& browser, journey::Step const& step)
{
    std::expected<Success, Refusal> success;
    if (auto const* finished = std::get_if<journey::Finished>(&step.outcome))
        success = TRY(make_success(edge, address, step, *finished));
    TRY(edge.store.transact([&](Ports& ports) -> Result<void> {
        TRY(journey::commit(ports, address.tenant->tenant.id, *address.plan, step));
        if (success && success->code)
            TRY(ports.codes.insert(address.tenant->tenant.id, *success->code));
        return {};
    }));
    http::Response response = draw(edge, request, address, browser, step, success);
    if (browser.is_new)
        http::set_cookie(response, cookie(request, std::string(kBrowserCookie), browser.value));
    if (step.writes.known_device) {
        http::Cookie device = cookie(request, std::string(kDeviceCookie), step.writes.device_cookie);
        device.max_age
            = std::chrono::duration_cast<seconds>(step.writes.known_device->expires - edge.clock.now()).count();
        http::set_cookie(response, device);
    }
    std::string const name = session_cookie_name(address.tenant->tenant);
    // A cookie that stays in the browser lives as long as its session: where that is extended, so is the cookie.
    std::string const value = step.writes.session_cookie.empty() && step.writes.session_persistent
        ? request.cookie(name).value_or("")
        : step.writes.session_cookie;
    if (!value.empty()) {
        http::Cookie session = cookie(request, name, value);
        if (step.writes.session_persistent && step.writes.session)
            session.max_age
                = std::chrono::duration_cast<seconds>(step.writes.session->expires - edge.clock.now()).count();
        http::set_cookie(response, session);
    }
    return response;
}

} // namespace gatehouse::oidc
