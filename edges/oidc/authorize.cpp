#include "edges/oidc/authorize.h"

#include "edges/oidc/address.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/prepare.h"
#include "edges/oidc/pushed_request.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

namespace gatehouse::oidc {
namespace {

// Each conflict is the success of another tab, so this many may open at once.
constexpr int kConflictRetries = 16;

PageError internal_error(http::Request const& request, Error const& error)
{
    log::error(
        "an authorize request failed", { { "correlation", request.correlation_id }, { "detail", error.detail } });
    if (error.fault == Fault::Unavailable)
        return { 429, 90229, "The server is busy. Try again in a few seconds." };
    return { 500, 90085, "An internal error has occurred. Try again." };
}

} // namespace

http::Response authorize(Edge& edge, http::Request const& request)
{
    auto const address = find_address(edge, request);
    if (!address)
        return error_page(edge, request, { 404, 90066, "There is no such tenant or policy here." });
    auto form = request.method == http::Method::Post ? request.form() : request.query();
    if (!form)
        return error_page(edge, request, { 400, 90122, "The request is not well-formed: " + form.error().detail });
    if (auto const twice = check_single(*form))
        return error_page(edge, request, *twice);
    Channel channel = Channel::Front;
    if (is_pushed_uri(form->get("request_uri"))) {
        auto taken = take_pushed(edge, *address, *form);
        if (!taken)
            return error_page(edge, request, internal_error(request, taken.error()));
        if (!*taken)
            return error_page(edge, request, taken->error());
        *form = std::move(**taken);
        channel = Channel::Pushed;
    }
    auto prepared = prepare(edge, *address, request, *form, channel);
    if (!prepared)
        return error_page(edge, request, internal_error(request, prepared.error()));
    if (prepared->page_error)
        return error_page(edge, request, *prepared->page_error);
    TrustedClient const& trusted = *prepared->client;
    if (!prepared->wanted) {
        audit_refusal(edge, *address, request, trusted.client.id, prepared->wanted.error());
        return redirect_error(trusted.back, prepared->wanted.error(), request.correlation_id, edge.clock.now(),
            random_token(edge.random, 16));
    }
    BrowserCookie browser{ request.cookie(kBrowserCookie).value_or(""), false };
    if (browser.value.size() != 43)
        browser = { random_token(edge.random), true };
    prepared->wanted->host = address->origin;
    prepared->wanted->issuer = address->issuer();
    journey::Input input;
    input.action = journey::Action::Begin;
    input.address = request.peer;
    input.device = request.cookie(kDeviceCookie).value_or("");
    journey::RememberedCalls calls(edge.services.rest);
    journey::Services services = edge.services;
    services.rest = &calls;
    // Tabs of one browser that open at once use one session; whoever comes second looks at it anew.
    for (int attempt = 0;; ++attempt) {
        calls.begin();
        journey::State state = journey::begin(
            *address->plan, address->tenant->tenant, *prepared->wanted, prepared->session, edge.clock, edge.random);
        state.browser = crypto::sha256_text(browser.value);
        state.correlation = CorrelationId(request.correlation_id);
        auto const step = journey::advance(address->plan, address->tenant->tenant, std::move(state), input, services);
        if (!step)
            return error_page(edge, request, internal_error(request, step.error()));
        auto response = conclude(edge, request, *address, browser, *step);
        if (response)
            return std::move(*response);
        if (response.error().fault != Fault::Conflict || attempt == kConflictRetries)
            return error_page(edge, request, internal_error(request, response.error()));
    }
}

} // namespace gatehouse::oidc
